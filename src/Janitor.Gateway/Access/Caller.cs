namespace Janitor.Gateway.Access;

/// <summary>Who asks, and what they may.</summary>
/// <param name="Name">The name that audit rows tell: <c>key media/acme-key/2026</c>, or <c>user jane</c>.</param>
/// <param name="Tenant">Whose objects they may see; null for all tenants'.</param>
/// <param name="MayChange">Whether they may change anything.</param>
internal sealed record Caller(string Name, string? Tenant, bool MayChange)
{
    /// <summary>Whether a tenant's objects exist for them.</summary>
    public bool Sees(string tenant) => Tenant is null || Tenant == tenant;
}
