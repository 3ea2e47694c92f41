using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Api.Retention;
using Janitor.Engine;
using Janitor.Engine.Backups;
using Janitor.Engine.Contents;
using Janitor.Storage.Backups.Objects;
using Janitor.Storage.Backups.Postgres;
using Janitor.Storage.Backups.Volumes;

namespace Janitor.Cli.Inputs;

/// <summary>What schedules refer to and a cluster would have: sources, destinations, and Secrets.</summary>
/// <param name="targets">Where claims and buckets are.</param>
/// <param name="secrets">Where Secrets are looked up.</param>
internal sealed class LocalBackups(LocalTargets targets, SecretSource secrets)
{
    /// <summary>Finds all that a schedule needs; null, with errors, when something is missing. Touches nothing.</summary>
    /// <param name="schedule">The schedule, valid.</param>
    /// <param name="withSources">Whether its sources are needed.</param>
    /// <param name="errors">Receives what is missing, in words.</param>
    public PreparedSchedule? Prepare(BackupSchedule schedule, bool withSources, List<string> errors)
    {
        var mistakes = new List<FieldError>();
        var destination = Open(schedule.Spec.Destination!, schedule, "spec.destination", mistakes);
        var sources = withSources ? schedule.Spec.Sources.Select((source, index) => Prepare(schedule, source, $"spec.sources[{index}]", mistakes)).ToList() : null;
        errors.AddRange(mistakes.Select(mistake => $"{BackupSchedule.KindName} {schedule}: {mistake.Field}: {mistake.Message}"));
        return mistakes.Count == 0 ? new PreparedSchedule(schedule, destination, sources!) : null;
    }

    private Func<IContentStore> Open(Target target, BackupSchedule schedule, string field, List<FieldError> mistakes)
    {
        var missing = new List<FieldError>();
        var (_, open) = targets.Prepare(target, schedule.Namespace, new Limits(), removeEmptyDirectories: true, field, missing);
        mistakes.AddRange(missing);
        return open;
    }

    private PreparedSource Prepare(BackupSchedule schedule, BackupSource source, string field, List<FieldError> mistakes)
    {
        var prefix = source.Name is { } name ? name + "/" : string.Empty;
        return source switch
        {
            { Postgres: { } postgres } => PreparePostgres(schedule, postgres, prefix, $"{field}.postgres", mistakes),
            { Objects: { } objects } => PrepareObjects(schedule, objects, prefix + objects.Bucket!.Name, field, mistakes),
            _ => PrepareVolume(source.Volume!, prefix + source.Volume!.ClaimName, field, mistakes),
        };
    }

    private PreparedSource PreparePostgres(BackupSchedule schedule, PostgresBackup postgres, string prefix, string field, List<FieldError> mistakes)
    {
        var reference = postgres.ConnectionSecretRef!;
        if (!secrets.TryGet(schedule.Namespace, reference.Name, reference.Key, out var connection, out var complaint))
            mistakes.Add(new FieldError($"{field}.connectionSecretRef", complaint));
        var options = new PostgresSourceOptions { Name = prefix, Databases = postgres.Databases, AllDatabases = postgres.AllDatabases, Globals = postgres.Globals };
        return new PreparedSource(
            new PostgresSource(connection, options),
            part => (part.Kind == PartKind.PostgresDatabase && part.Name == prefix + part.Database?.Name) || (part.Kind == PartKind.PostgresGlobals && part.Name == prefix + PostgresSource.GlobalsName),
            (part, choice) => part.Kind == PartKind.PostgresGlobals ? new GlobalsTarget(connection) : new PostgresTarget(connection, new PostgresTargetOptions { Database = choice.Database, Tables = choice.Include, NoOwner = choice.NoOwner }));
    }

    private PreparedSource PrepareObjects(BackupSchedule schedule, ObjectsBackup objects, string name, string field, List<FieldError> mistakes)
    {
        var open = Open(new Target { Bucket = objects.Bucket }, schedule, $"{field}.objects", mistakes);
        return mistakes.Count > 0
            ? Nothing
            : new PreparedSource(
                new ObjectsSource(open(), name, new ItemFilter(objects.Include, objects.Exclude)),
                part => part.Kind == PartKind.Objects && part.Name == name,
                (_, choice) => new ObjectsTarget(open(), new ItemFilter(choice.Include, [])));
    }

    private PreparedSource PrepareVolume(VolumeTarget volume, string name, string field, List<FieldError> mistakes)
    {
        if (targets.FindDirectory(volume, $"{field}.volume", mistakes) is not { } root)
            return Nothing;
        var directory = Path.Combine(root, volume.Path);
        return new PreparedSource(
            new DirectorySource(directory, name, volume.ToString()),
            part => part.Kind == PartKind.Volume && part.Name == name,
            (_, choice) => new DirectoryTarget(directory, volume.ToString(), choice.Include));
    }

    /// <summary>In the place of a source with mistakes, which are told.</summary>
    private static PreparedSource Nothing => new(null!, _ => false, null!);
}
