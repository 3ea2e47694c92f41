using Janitor.Api.Backups;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Backups;

/// <summary>Finds the mistakes in a restore that its types do not rule out. Which parts there are, the backup's manifest says first.</summary>
public static class RestoreValidator
{
    /// <summary>All mistakes, in the order of the fields; empty when it can be begun.</summary>
    public static IReadOnlyList<FieldError> Validate(Restore restore)
    {
        var errors = new FieldErrors();
        var spec = restore.Spec;
        Names.Check(restore.Metadata.Name, restore.Namespace, errors);
        errors.Require(spec.Backup is null != spec.From is null, "spec", "write either backup, the name of a Backup, or from, a schedule and a time");
        errors.Require(spec.From is not { Schedule.Length: 0 }, "spec.from.schedule", "is required: write the name of a BackupSchedule");
        errors.Require(
            spec.From is not { } from || ChosenBackup.IsPoint(from.At), "spec.from.at", $"\"{spec.From?.At}\" is no moment: write latest, a time such as 2026-03-01T12:00:00Z, or the name of a backup's folder");
        for (var i = 0; i < spec.Parts.Count; i++)
            CheckPart(spec.Parts[i], $"spec.parts[{i}]", errors);
        errors.Require(spec.Jobs is >= 1 and <= RestoreSpec.MostJobs, "spec.jobs", $"{spec.Jobs} is out of range; write a number from 1 to {RestoreSpec.MostJobs}");
        if (spec.IdentitySecretRef is { } identity)
            TargetChecks.CheckSecretKey(identity, "spec.identitySecretRef", errors);
        if (spec.Worker is not null)
            WorkerChecks.Check(spec.Worker, target: null, errors);
        return errors.All;
    }

    private static void CheckPart(RestorePart part, string field, FieldErrors errors)
    {
        errors.Require(part.Name.Length > 0, $"{field}.name", "is required: write the name of a part of the backup");
        switch (part.To)
        {
            case null:
                break;
            case { Postgres: { } postgres, Bucket: null, Volume: null }:
                if (postgres.ConnectionSecretRef is { } connection)
                    TargetChecks.CheckSecretKey(connection, $"{field}.to.postgres.connectionSecretRef", errors);
                errors.Require(
                    postgres.ConnectionSecretRef is not null || postgres.Database is not null, $"{field}.to.postgres", "names neither a server nor a database: write connectionSecretRef, database, or both");
                break;
            case { Bucket: { } bucket, Postgres: null, Volume: null }:
                TargetChecks.CheckBucket(bucket, $"{field}.to.bucket", errors);
                break;
            case { Volume: { } volume, Postgres: null, Bucket: null }:
                TargetChecks.CheckVolume(volume, $"{field}.to.volume", errors);
                break;
            default:
                errors.Add($"{field}.to", "write exactly one of postgres, bucket and volume");
                break;
        }
    }
}
