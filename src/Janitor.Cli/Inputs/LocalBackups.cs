using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Api.Retention;
using Janitor.Engine;
using Janitor.Engine.Contents;
using Janitor.Storage.Backups;

namespace Janitor.Cli.Inputs;

/// <summary>What one schedule refers to and a cluster would have: sources, destinations, and Secrets.</summary>
/// <param name="schedule">The schedule, valid.</param>
/// <param name="targets">Where claims and buckets are.</param>
/// <param name="secrets">Where Secrets are looked up.</param>
internal sealed class LocalBackups(BackupSchedule schedule, LocalTargets targets, SecretSource secrets) : IBackupPlaces
{
    private readonly List<FieldError> _mistakes = [];

    /// <summary>Finds all that the schedule needs; null, with errors, when something is missing. Touches nothing.</summary>
    /// <param name="withSources">Whether its sources are needed.</param>
    /// <param name="errors">Receives what is missing, in words.</param>
    public PreparedSchedule? Prepare(bool withSources, List<string> errors)
    {
        var destination = FindStore(schedule.Spec.Destination!, "spec.destination");
        var sources = new BackupSources(this);
        var prepared = withSources ? sources.Prepare(schedule.Spec) : null;
        errors.AddRange(_mistakes.Select(mistake => $"{BackupSchedule.KindName} {schedule}: {mistake.Field}: {mistake.Message}"));
        return _mistakes.Count == 0 ? new PreparedSchedule(schedule, destination!, sources, prepared) : null;
    }

    /// <inheritdoc/>
    public string? FindSecret(SecretKeyReference reference, string field)
    {
        if (secrets.TryGet(schedule.Namespace, reference.Name, reference.Key, out var value, out var complaint))
            return value;
        _mistakes.Add(new FieldError(field, complaint));
        return null;
    }

    /// <inheritdoc/>
    public Func<IContentStore>? FindStore(Target target, string field)
    {
        var missing = new List<FieldError>();
        var (_, open) = targets.Prepare(target, schedule.Namespace, new Limits(), removeEmptyDirectories: true, field, missing);
        _mistakes.AddRange(missing);
        return missing.Count == 0 ? open : null;
    }

    /// <inheritdoc/>
    public string? FindDirectory(VolumeTarget volume, string field) => targets.FindDirectory(volume, field, _mistakes) is { } root ? Path.Combine(root, volume.Path) : null;
}
