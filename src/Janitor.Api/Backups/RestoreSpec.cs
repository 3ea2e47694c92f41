using Janitor.Api.Workers;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>What a <see cref="Restore"/> restores, and where to.</summary>
[ValidationRule("has(self.backup) != has(self.from)", "write either backup or from")]
public sealed record RestoreSpec
{
    /// <summary>The most that <see cref="Jobs"/> can be.</summary>
    public const int MostJobs = 16;

    /// <summary>The <see cref="Backup"/>, in the same namespace.</summary>
    [Length(1, 253)]
    public string? Backup { get; set; }

    /// <summary>Or a schedule, and which of its backups. Its destination is read: what the cluster knows of backups does not matter.</summary>
    public RestorePoint? From { get; set; }

    /// <summary>The parts that are restored; all of them, to where they came from, when there are none.</summary>
    [ListType("name")]
    [Items(0, 50)]
    public IReadOnlyList<RestorePart> Parts { get; set; } = [];

    /// <summary>What may be there; IfEmpty by default. It is looked at before anything is touched.</summary>
    public OverwriteRule Overwrite { get; set; }

    /// <summary>True makes everything in databases the connection's user's, without grants: for servers that lack the roles. False by default.</summary>
    public bool NoOwner { get; set; }

    /// <summary>
    /// By how many programs at once databases are restored, 1 to 16; 1 by default, which is one transaction, where the server has locks for that. Several load each table together, which is
    /// faster where there are processors for it, but not one transaction: a database that does not exist has another name until it is whole, one that is empty has a part of it should the restore
    /// fail, and one that is not empty is refused. Each takes a session of the server, and some 10 MiB of memory.
    /// </summary>
    [Range(1, MostJobs)]
    public int Jobs { get; set; } = 1;

    /// <summary>True says in <c>status.plan</c> what would be done, and whether it could be, and changes nothing; false by default.</summary>
    public bool DryRun { get; set; }

    /// <summary>The key of a Secret with age's secret key, <c>AGE-SECRET-KEY-1…</c>, for backups that are encrypted. Only this restore's own pod gets it.</summary>
    public SecretKeyReference? IdentitySecretRef { get; set; }

    /// <summary>How the worker pod is made; as that of the schedule when absent.</summary>
    public WorkerSpec? Worker { get; set; }
}
