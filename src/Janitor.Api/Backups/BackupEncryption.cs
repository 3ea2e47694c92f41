using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>For whom backups are encrypted, by <c>age</c>. Only who has the secret key of one of them can restore: the cluster that makes them need not.</summary>
public sealed record BackupEncryption
{
    /// <summary>Public keys: <c>age1…</c>, as <c>age-keygen</c> prints them, or <c>ssh-ed25519 …</c> and <c>ssh-rsa …</c>.</summary>
    [Required]
    [ListType]
    [Items(1, 20)]
    [Length(1, 4096)]
    public IReadOnlyList<string> AgeRecipients { get; set; } = [];
}
