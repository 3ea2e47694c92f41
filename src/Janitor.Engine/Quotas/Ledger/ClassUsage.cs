namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What is in a storage class.</summary>
/// <param name="StorageClass">Its name; empty where the server tells none.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="Objects">Objects.</param>
public sealed record ClassUsage(string StorageClass, long Bytes, long Objects);
