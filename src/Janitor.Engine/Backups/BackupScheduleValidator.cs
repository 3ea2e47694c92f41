using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Api.Notifications;
using Janitor.Engine.Retention.Validation;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Backups;

/// <summary>Finds the mistakes in a schedule that its types do not rule out.</summary>
public static class BackupScheduleValidator
{
    private static readonly NotificationEvent[] Events =
    [
        NotificationEvent.Succeeded, NotificationEvent.Failed, NotificationEvent.Recovered, NotificationEvent.BackupStale, NotificationEvent.VerificationFailed,
        NotificationEvent.RestoreSucceeded, NotificationEvent.RestoreFailed,
    ];

    /// <summary>All mistakes, in the order of the fields; empty when backups can be made by it.</summary>
    public static IReadOnlyList<FieldError> Validate(BackupSchedule schedule)
    {
        var errors = new FieldErrors();
        var spec = schedule.Spec;
        Names.Check(schedule.Metadata.Name, schedule.Namespace, errors);
        errors.Require(spec.Sources.Count > 0, "spec.sources", "is required: write postgres, objects or volume");
        for (var i = 0; i < spec.Sources.Count; i++)
            CheckSource(spec.Sources[i], $"spec.sources[{i}]", errors);
        CheckPartNames(spec.Sources, errors);
        TargetChecks.Check(spec.Destination, errors, "spec.destination");
        ScheduleChecks.Check(spec.Schedule, spec.TimeZone, spec.Jitter, errors);
        CheckTimes(spec, errors);
        if (spec.Retention is { } retention)
            CheckRetention(retention, errors);
        if (spec.Encryption is { } encryption)
            CheckEncryption(encryption, errors);
        if (spec.Hooks is { } hooks)
            BackupHookChecks.Check(hooks, errors);
        NotificationChecks.Check(spec.Notify, BackupSchedule.KindName, Events, errors);
        if (spec.Verify is { } verify)
            CheckVerification(verify, spec.Encryption is not null, errors);
        CheckRange(spec.History, 1, BackupScheduleSpec.MostHistory, "spec.history", errors);
        CheckRange(spec.FailedHistory, 0, BackupScheduleSpec.MostFailedHistory, "spec.failedHistory", errors);
        if (spec.Worker is not null)
            WorkerChecks.Check(spec.Worker, target: null, errors);
        return errors.All;
    }

    private static void CheckSource(BackupSource source, string field, FieldErrors errors)
    {
        errors.Require(source.Name is null || Names.IsLabel(source.Name), $"{field}.name", Names.Complaint(source.Name ?? string.Empty, Names.LabelRule));
        switch (source)
        {
            case { Postgres: { } postgres, Objects: null, Volume: null }:
                TargetChecks.CheckSecretKey(postgres.ConnectionSecretRef, $"{field}.postgres.connectionSecretRef", errors);
                errors.Require(postgres.Databases.Count == 0 || !postgres.AllDatabases, $"{field}.postgres", "has both databases and allDatabases; keep one of them");
                CheckDatabases(postgres.Databases, $"{field}.postgres.databases", errors);
                break;
            case { Objects: { } objects, Postgres: null, Volume: null }:
                CheckObjects(objects, $"{field}.objects", errors);
                break;
            case { Volume: { } volume, Postgres: null, Objects: null }:
                TargetChecks.CheckVolume(volume, $"{field}.volume", errors);
                break;
            default:
                errors.Add(field, "write exactly one of postgres, objects and volume; each source is an item of its own");
                break;
        }
    }

    private static void CheckObjects(ObjectsBackup objects, string field, FieldErrors errors)
    {
        if (objects.Bucket is { } bucket)
            TargetChecks.CheckBucket(bucket, $"{field}.bucket", errors);
        else
            errors.Add($"{field}.bucket", "is required: write bucket: {name: …}");
        var target = new Target { Bucket = objects.Bucket };
        PatternChecks.CheckGlobs(objects.Include, $"{field}.include", target, errors);
        PatternChecks.CheckGlobs(objects.Exclude, $"{field}.exclude", target, errors);
    }

    private static void CheckDatabases(IReadOnlyList<string> databases, string field, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < databases.Count; i++)
        {
            errors.Require(databases[i].Length > 0, $"{field}[{i}]", "is empty; write the database's name, or remove it");
            errors.Require(seen.Add(databases[i]), $"{field}[{i}]", $"\"{databases[i]}\" is there twice; keep one of them");
        }
    }

    /// <summary>No two parts of a backup may have the same name. Which databases a server has is known only in the moment of a backup, and looked at again then.</summary>
    private static void CheckPartNames(IReadOnlyList<BackupSource> sources, FieldErrors errors)
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < sources.Count; i++)
        {
            var twin = PartsOf(sources[i]).Distinct().FirstOrDefault(part => owners.TryGetValue(part, out var owner) && owner != i);
            if (twin is not null)
            {
                errors.Add(
                    $"spec.sources[{i}].name",
                    $"{(sources[i].Name is null ? "is required" : $"\"{sources[i].Name}\" does not tell it from the other")}: spec.sources[{owners[twin]}] backs {twin} up as well; write a name of its own, or remove one of them");
            }

            foreach (var part in PartsOf(sources[i]))
                owners.TryAdd(part, i);
        }
    }

    /// <summary>The names of the parts that a source surely has, and words for those whose names its Secret decides.</summary>
    private static IEnumerable<string> PartsOf(BackupSource source)
    {
        var prefix = source.Name is null ? string.Empty : source.Name + "/";
        return source switch
        {
            { Volume: { } volume } => [prefix + volume.ClaimName],
            { Objects.Bucket: { } bucket } => [prefix + bucket.Name],
            { Postgres: { } postgres } =>
            [
                .. postgres.Globals ? new[] { prefix + "globals" } : [],
                .. postgres.Databases.Select(database => prefix + database),
                .. postgres is { Databases.Count: 0, ConnectionSecretRef: { } secret }
                    ? new[] { $"{prefix}{(postgres.AllDatabases ? "all databases" : "the database")} of Secret {secret.Name}, key {secret.Key}" }
                    : [],
            ],
            _ => [],
        };
    }

    private static void CheckTimes(BackupScheduleSpec spec, FieldErrors errors)
    {
        // In which zone does not matter: no zone skips a time of day each year. When it is looked from does not either.
        if (spec.Schedule is { } schedule && CronSchedule.Mistake(schedule) is null)
        {
            errors.Require(
                CronSchedule.Parse(schedule).Next(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is not null,
                "spec.schedule",
                $"\"{schedule}\" never comes: there is no such day; write one that there is, or leave it out for backups on demand alone");
        }

        errors.Require(
            spec.StartingDeadline is not { } deadline || deadline.Value > TimeSpan.Zero,
            "spec.startingDeadline",
            $"{spec.StartingDeadline} leaves no time to start a backup in; write a longer one such as 1h, or leave it out for no bound");
    }

    private static void CheckRetention(BackupRetention retention, FieldErrors errors)
    {
        foreach (var (name, count) in retention.Counts())
            errors.Require(count is null or >= 0 and <= BackupRetention.Most, $"spec.retention.{name}", $"{count} is out of range; write a number from 0 to {BackupRetention.Most}");
        errors.Require(
            retention.MaxAge is not { } age || age.Value > TimeSpan.Zero,
            "spec.retention.maxAge",
            $"{retention.MaxAge} is the age of none: all but the newest would go; write a longer one such as 90d or 1y");
        errors.Require(
            retention.MaxAge is not null || retention.Counts().Any(rule => rule.Count is not null),
            "spec.retention",
            "keeps nothing in particular: write keepLast, keepDaily or another rule, or leave it out to keep all");
    }

    private static void CheckVerification(BackupVerification verify, bool isEncrypted, FieldErrors errors)
    {
        const string Field = "spec.verify";
        if (CronSchedule.Mistake(verify.Schedule) is { } mistake)
            errors.Add($"{Field}.schedule", mistake);
        if (verify.RestoreTo is { } scratch)
            TargetChecks.CheckSecretKey(scratch.Postgres?.ConnectionSecretRef, $"{Field}.restoreTo.postgres.connectionSecretRef", errors);
        if (verify.IdentitySecretRef is { } identity)
            TargetChecks.CheckSecretKey(identity, $"{Field}.identitySecretRef", errors);
        errors.Require(
            verify.RestoreTo is null || !isEncrypted || verify.IdentitySecretRef is not null,
            $"{Field}.identitySecretRef",
            "is required: what is encrypted cannot be restored without a key; name a Secret with age's secret key, or leave restoreTo out");
    }

    private static void CheckRange(int number, int least, int most, string field, FieldErrors errors) =>
        errors.Require(number >= least && number <= most, field, $"{number} is out of range; write a number from {least} to {most}");

    private static void CheckEncryption(BackupEncryption encryption, FieldErrors errors)
    {
        const string Field = "spec.encryption.ageRecipients";
        errors.Require(encryption.AgeRecipients.Count > 0, Field, "is required: write the public key that age-keygen prints, age1…");
        for (var i = 0; i < encryption.AgeRecipients.Count; i++)
        {
            var recipient = encryption.AgeRecipients[i];
            // A secret key that was pasted by mistake is not repeated.
            errors.Require(
                recipient.StartsWith("age1", StringComparison.Ordinal) || recipient.StartsWith("ssh-ed25519 ", StringComparison.Ordinal) || recipient.StartsWith("ssh-rsa ", StringComparison.Ordinal),
                $"{Field}[{i}]",
                recipient.StartsWith("AGE-SECRET-KEY", StringComparison.OrdinalIgnoreCase)
                    ? "is a secret key: write the public key that belongs to it, and make a new pair, for this one has been in a manifest"
                    : "is no recipient of age: write age1…, ssh-ed25519 … or ssh-rsa …");
        }
    }
}
