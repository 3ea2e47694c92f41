using Janitor.Api.Backups;
using Janitor.Engine.Patterns;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Backups;

/// <summary>Finds the mistakes in a schedule that its types do not rule out.</summary>
public static class BackupScheduleValidator
{
    /// <summary>All mistakes, in the order of the fields; empty when backups can be made by it.</summary>
    public static IReadOnlyList<FieldError> Validate(BackupSchedule schedule)
    {
        var errors = new FieldErrors();
        var spec = schedule.Spec;
        Names.Check(schedule.Metadata.Name, schedule.Namespace, errors);
        errors.Require(spec.Sources.Count > 0, "spec.sources", "is required: write postgres, objects or volume");
        for (var i = 0; i < spec.Sources.Count; i++)
            CheckSource(spec.Sources[i], $"spec.sources[{i}]", errors);
        TargetChecks.Check(spec.Destination, errors, "spec.destination");
        ScheduleChecks.Check(spec.Schedule, spec.TimeZone, spec.Jitter, errors);
        if (spec.Retention is { } retention)
            CheckRetention(retention, errors);
        if (spec.Encryption is { } encryption)
            CheckEncryption(encryption, errors);
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
        CheckPatterns(objects.Include, $"{field}.include", errors);
        CheckPatterns(objects.Exclude, $"{field}.exclude", errors);
    }

    private static void CheckPatterns(IReadOnlyList<string> patterns, string field, FieldErrors errors)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            try
            {
                _ = PathPattern.Glob(patterns[i]);
            }
            catch (FormatException mistake)
            {
                errors.Add($"{field}[{i}]", mistake.Message);
            }
        }
    }

    private static void CheckRetention(BackupRetention retention, FieldErrors errors)
    {
        foreach (var (name, count) in retention.Counts())
            errors.Require(count is null or >= 0 and <= BackupRetention.Most, $"spec.retention.{name}", $"{count} is out of range; write a number from 0 to {BackupRetention.Most}");
        errors.Require(
            retention.MaxAge is not null || retention.Counts().Any(rule => rule.Count is not null),
            "spec.retention",
            "keeps nothing in particular: write keepLast, keepDaily or another rule, or leave it out to keep all");
    }

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
