namespace Janitor.Engine.Backups;

/// <summary>What somebody may do with a database.</summary>
public sealed record DatabaseGrant
{
    /// <summary>The role; null for all (<c>PUBLIC</c>).</summary>
    public string? To { get; init; }

    /// <summary>What: <c>CONNECT</c>, <c>CREATE</c> or <c>TEMPORARY</c>.</summary>
    public required string Privilege { get; init; }

    /// <summary>Whether the role may grant it to others.</summary>
    public bool Grantable { get; init; }
}
