namespace Janitor.Operator.Status;

/// <summary>The words that conditions and events carry for machines; those of runs that stopped early are the names of <c>StopReason</c>.</summary>
internal static class Reasons
{
    /// <summary>All is as declared.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>A new spec is being worked on.</summary>
    public const string Progressing = "Progressing";

    /// <summary>What may pass is in the way; it is tried again.</summary>
    public const string ProgressingWithRetry = "ProgressingWithRetry";

    /// <summary>The spec has mistakes.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>A Secret, or a key of it, is missing.</summary>
    public const string SecretNotFound = "SecretNotFound";

    /// <summary>What a Secret holds cannot be used.</summary>
    public const string InvalidSecret = "InvalidSecret";

    /// <summary>The policy names no Secret to reach its bucket with.</summary>
    public const string CredentialsRequired = "CredentialsRequired";

    /// <summary>The claim is missing.</summary>
    public const string ClaimNotFound = "ClaimNotFound";

    /// <summary>The claim is not bound to a volume.</summary>
    public const string ClaimNotBound = "ClaimNotBound";

    /// <summary>The claim takes one pod at a time, and another has it.</summary>
    public const string ClaimInUse = "ClaimInUse";

    /// <summary>What a worker has to be told is more than it can be told.</summary>
    public const string TaskTooLarge = "TaskTooLarge";

    /// <summary>The operator's roles do not allow what is needed.</summary>
    public const string Forbidden = "Forbidden";

    /// <summary>The API server refuses, or cannot be reached.</summary>
    public const string ApiError = "ApiError";

    /// <summary>The policy is suspended.</summary>
    public const string Suspended = "Suspended";

    /// <summary>A mark of the volume, in a capacity rule or <c>limits.minFree</c>, is passed.</summary>
    public const string AboveMark = "AboveMark";

    /// <summary>No mark of the volume is passed.</summary>
    public const string BelowMark = "BelowMark";

    /// <summary>No kubelet tells how full the volume is.</summary>
    public const string NotMeasured = "NotMeasured";

    /// <summary>A tenant is above its limit.</summary>
    public const string OverLimit = "OverLimit";

    /// <summary>No tenant is above its limit.</summary>
    public const string WithinLimits = "WithinLimits";

    /// <summary>A bucket refuses what tenants above their limits write.</summary>
    public const string WritesDenied = "WritesDenied";

    /// <summary>Nobody's writes are refused: no tenant is above its limit.</summary>
    public const string WritesAllowed = "WritesAllowed";

    /// <summary>Not all tenants above their limits can have their writes refused.</summary>
    public const string DenialIncomplete = "DenialIncomplete";

    /// <summary>A bucket's policy cannot be read or written.</summary>
    public const string DenialFailed = "DenialFailed";

    /// <summary>The oldest items of tenants above their limits were removed.</summary>
    public const string Evicted = "Evicted";

    /// <summary>Not all that should have been was removed of tenants above their limits.</summary>
    public const string EvictionIncomplete = "EvictionIncomplete";

    /// <summary>Items of tenants above their limits would be removed, were <c>evict.mode</c> Enforce.</summary>
    public const string OnlyPreviewed = "OnlyPreviewed";

    /// <summary>What was to be taken back before an object goes could not be.</summary>
    public const string LeftBehind = "LeftBehind";

    /// <summary>The ledger was not what a measurement found, and was made so.</summary>
    public const string DriftRepaired = "DriftRepaired";

    /// <summary>A run was started.</summary>
    public const string RunStarted = "RunStarted";

    /// <summary>A run did all it had to.</summary>
    public const string RunSucceeded = "RunSucceeded";

    /// <summary>A run did some of what it had to.</summary>
    public const string RunPartial = "RunPartial";

    /// <summary>A run did nothing of what it had to.</summary>
    public const string RunFailed = "RunFailed";

    /// <summary>A preview that was asked for is in <c>status.lastPlan</c>.</summary>
    public const string PlanMade = "PlanMade";

    /// <summary>A preview that was asked for could not be made.</summary>
    public const string PlanFailed = "PlanFailed";

    /// <summary>A time of the schedule came while a run was going on.</summary>
    public const string RunSkipped = "RunSkipped";

    /// <summary>A time of the schedule was missed by more than the starting deadline.</summary>
    public const string RunMissed = "RunMissed";

    /// <summary>A run ended without a result: its worker was killed, evicted or out of memory, or could not be started.</summary>
    public const string WorkerLost = "WorkerLost";

    /// <summary>A worker's pod waits for a node, an image or a volume.</summary>
    public const string WorkerWaiting = "WorkerWaiting";

    /// <summary>A run in the operator was interrupted by its end.</summary>
    public const string Interrupted = "Interrupted";

    /// <summary>Nothing that was read is damaged, and nothing of it missing.</summary>
    public const string AsBooked = "AsBooked";

    /// <summary>Stored objects are damaged, or missing.</summary>
    public const string ObjectsDamaged = "ObjectsDamaged";

    /// <summary>It takes a ledger, and there is none, or nothing was booked in it yet.</summary>
    public const string LedgerRequired = "LedgerRequired";

    /// <summary>A webhook could not be told what happened.</summary>
    public const string NotificationFailed = "NotificationFailed";

    /// <summary>A backup is stored, or a restore done.</summary>
    public const string Completed = "Completed";

    /// <summary>A backup was ended, by its <c>spec.cancel</c> or because the next one came.</summary>
    public const string Cancelled = "Cancelled";

    /// <summary>A backup or a restore could not begin for too long.</summary>
    public const string NotStarted = "NotStarted";

    /// <summary>There is no such BackupSchedule.</summary>
    public const string ScheduleNotFound = "ScheduleNotFound";

    /// <summary>There is no such Backup.</summary>
    public const string BackupNotFound = "BackupNotFound";

    /// <summary>A Backup is not one that can be restored.</summary>
    public const string BackupNotReady = "BackupNotReady";

    /// <summary>What was stored is not at the destination any more.</summary>
    public const string BackupMissing = "BackupMissing";

    /// <summary>There is no good backup yet.</summary>
    public const string NoBackupYet = "NoBackupYet";

    /// <summary>The newest good backup is not older than two intervals of the schedule.</summary>
    public const string Fresh = "Fresh";

    /// <summary>The newest good backup is older than two intervals of the schedule.</summary>
    public const string Stale = "Stale";

    /// <summary>What is stored was read again, and is what was written.</summary>
    public const string Proven = "Proven";

    /// <summary>A backup was restored to a scratch database, and is what was backed up.</summary>
    public const string RestoredAndCompared = "RestoredAndCompared";

    /// <summary>The destination cannot be read or written.</summary>
    public const string DestinationFailed = "DestinationFailed";

    /// <summary>Backups were found at the destination that nobody here had made.</summary>
    public const string Adopted = "Adopted";

    /// <summary>Retention removed backups, or could not.</summary>
    public const string Expired = "Expired";

    /// <summary>A hook failed.</summary>
    public const string HookFailed = "HookFailed";
}
