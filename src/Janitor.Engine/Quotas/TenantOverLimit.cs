using Janitor.Api.Quotas;

namespace Janitor.Engine.Quotas;

/// <summary>A tenant that is above its limit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">The bytes that it has.</param>
/// <param name="Objects">The objects that it has.</param>
/// <param name="Limit">What it may have.</param>
public sealed record TenantOverLimit(ReadOnlyMemory<byte> Name, long Bytes, long Objects, QuotaLimit Limit);
