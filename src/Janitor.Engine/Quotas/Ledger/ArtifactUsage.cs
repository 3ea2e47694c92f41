namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What there is of an artifact.</summary>
/// <param name="Artifact">Its name; empty for what is none.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="Objects">Objects.</param>
public sealed record ArtifactUsage(string Artifact, long Bytes, long Objects);
