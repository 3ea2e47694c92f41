namespace Janitor.Engine.Quotas.Ledger;

/// <summary>Who did what.</summary>
/// <param name="Actor">The API key's name, or the user's.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Tenant">Whose object it is.</param>
/// <param name="Key">The object's key.</param>
public sealed record AuditEntry(string Actor, string Action, int Collection, string Tenant, ReadOnlyMemory<byte> Key)
{
    /// <summary>The upload that it is about; null for none.</summary>
    public Guid? Upload { get; init; }

    /// <summary>What else there is to know, in words; null for nothing.</summary>
    public string? Detail { get; init; }
}
