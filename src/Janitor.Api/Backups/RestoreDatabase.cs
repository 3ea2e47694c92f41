using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>A database to restore to.</summary>
public sealed record RestoreDatabase
{
    /// <summary>The server: <c>postgres://user:password@host:5432/database</c>; the one it came from when absent.</summary>
    public SecretKeyReference? ConnectionSecretRef { get; set; }

    /// <summary>The database's name there; it is made when there is none. That which it had when absent.</summary>
    [Length(1, 63)]
    public string? Database { get; set; }
}
