using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>When the newest backup is proven: every stored byte is read and its hash compared; with <see cref="RestoreTo"/>, it is restored as well.</summary>
public sealed record BackupVerification
{
    /// <summary>When: five cron fields or <c>@daily</c>, <c>@weekly</c> and so on, as in CronJob, in the schedule's time zone; <c>@weekly</c> by default.</summary>
    [Length(1, 256)]
    public string Schedule { get; set; } = "@weekly";

    /// <summary>
    /// Where databases are restored to: each into a database that is made for it, in which the rows of every table, the constraints and the large objects are compared with what
    /// was counted when it was dumped, and which is dropped then. Not at all when absent.
    /// </summary>
    public ScratchServer? RestoreTo { get; set; }

    /// <summary>The key of a Secret with age's secret key, <c>AGE-SECRET-KEY-1…</c>. Needed to restore what is encrypted; without <see cref="RestoreTo"/> nothing is decrypted.</summary>
    public SecretKeyReference? IdentitySecretRef { get; set; }
}
