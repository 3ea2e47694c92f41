using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Storage.Backups.Objects;
using Janitor.Storage.Backups.Postgres;
using Janitor.Storage.Backups.Volumes;

namespace Janitor.Storage.Backups;

/// <summary>From what schedules declare to what reads and writes it.</summary>
/// <param name="places">Where it is.</param>
public sealed class BackupSources(IBackupPlaces places)
{
    /// <summary>The sources of a schedule; without those for which something is missing. Touches nothing.</summary>
    /// <param name="spec">The schedule's, valid.</param>
    public IReadOnlyList<PreparedSource> Prepare(BackupScheduleSpec spec) =>
        [.. spec.Sources.Select((source, index) => Prepare(source, $"spec.sources[{index}]")).OfType<PreparedSource>()];

    /// <summary>Where the parts of a backup go that are to be restored.</summary>
    /// <param name="backup">The backup, with its manifest.</param>
    /// <param name="chosen">Which parts, and where to; all to where they came from when there are none.</param>
    /// <param name="databases">How databases are restored; which, and what of them, the parts say.</param>
    /// <param name="spec">Its schedule as it is now; of its sources those are needed that parts go back to.</param>
    /// <exception cref="BackupException">There is no such part, or no place for it.</exception>
    public IReadOnlyList<(BackupPart Part, IPartTarget Target)> FindTargets(StoredBackup backup, IReadOnlyList<RestorePart> chosen, PostgresTargetOptions databases, BackupScheduleSpec spec)
    {
        var parts = backup.Manifest!.Parts;
        if (chosen.FirstOrDefault(choice => !parts.Any(part => part.Name == choice.Name)) is { } unknown)
            throw new BackupException(BackupProblem.NotFound, $"the backup has no part {unknown.Name}; it has {string.Join(", ", parts.Select(part => part.Name))}");
        var choices = chosen.Count > 0 ? chosen : [.. parts.Select(part => new RestorePart { Name = part.Name })];
        return
        [
            .. from part in parts
               from choice in choices
               where choice.Name == part.Name
               select (part, FindTarget(part, choice, databases, spec)),
        ];
    }

    private IPartTarget FindTarget(BackupPart part, RestorePart choice, PostgresTargetOptions databases, BackupScheduleSpec spec) => (choice.To, part.Kind) switch
    {
        ({ Bucket: { } bucket }, PartKind.Objects) when places.FindStore(new Target { Bucket = bucket }, FieldOf(choice, "bucket")) is { } open => new ObjectsTarget(open(), new ItemFilter(choice.Include, [])),
        ({ Volume: { } volume }, PartKind.Volume) when places.FindDirectory(volume, FieldOf(choice, "volume")) is { } directory => new DirectoryTarget(directory, volume.ToString(), choice.Include),
        ({ Postgres.ConnectionSecretRef: { } secret }, PartKind.PostgresDatabase or PartKind.PostgresGlobals) when places.FindSecret(secret, FieldOf(choice, "postgres.connectionSecretRef")) is { } connection =>
            PostgresTargetOf(connection, part, choice, databases),
        (null or { Postgres.ConnectionSecretRef: null }, _) when choice.To is null || part.Kind is PartKind.PostgresDatabase or PartKind.PostgresGlobals => SourceOf(part, spec).Writes(part, choice, databases),
        _ => throw new BackupException(BackupProblem.TargetRefused, $"{part.Name} is of kind {part.Kind}, and cannot be restored to what spec.parts says of it: write {WordOf(part.Kind)}"),
    };

    private PreparedSource SourceOf(BackupPart part, BackupScheduleSpec spec)
    {
        var index = Enumerable.Range(0, spec.Sources.Count).Where(i => Owns(spec.Sources[i], part)).Cast<int?>().FirstOrDefault()
            ?? throw new BackupException(BackupProblem.TargetRefused, $"{part.Name} comes from no source of the schedule as it is now: say where to restore it, or choose other parts");
        return Prepare(spec.Sources[index], $"spec.sources[{index}]")
            ?? throw new BackupException(BackupProblem.TargetRefused, $"{part.Name} cannot be restored to where it came from: something that spec.sources[{index}] names is missing");
    }

    /// <summary>Whether a part of a backup, by kind and name, came from a source.</summary>
    private static bool Owns(BackupSource source, BackupPart part) => part.Kind switch
    {
        PartKind.PostgresDatabase => source.Postgres is not null && part.Name == PrefixOf(source) + part.Database?.Name,
        PartKind.PostgresGlobals => source.Postgres is not null && part.Name == PrefixOf(source) + PostgresSource.GlobalsName,
        PartKind.Objects => source.Objects is { } objects && part.Name == PrefixOf(source) + objects.Bucket!.Name,
        _ => source.Volume is { } volume && part.Name == PrefixOf(source) + volume.ClaimName,
    };

    private static string PrefixOf(BackupSource source) => source.Name is { } name ? name + "/" : string.Empty;

    private static string FieldOf(RestorePart choice, string field) => $"spec.parts[{choice.Name}].to.{field}";

    private static string WordOf(PartKind kind) => kind switch { PartKind.Objects => "to.bucket", PartKind.Volume => "to.volume", _ => "to.postgres" };

    private static IPartTarget PostgresTargetOf(string connection, BackupPart part, RestorePart choice, PostgresTargetOptions databases) => part.Kind == PartKind.PostgresGlobals
        ? new GlobalsTarget(connection)
        : new PostgresTarget(connection, databases with { Database = choice.To?.Postgres?.Database, Tables = choice.Include });

    private PreparedSource? Prepare(BackupSource source, string field)
    {
        var prefix = PrefixOf(source);
        return source switch
        {
            { Postgres: { } postgres } => PreparePostgres(postgres, prefix, $"{field}.postgres"),
            { Objects: { } objects } => PrepareObjects(objects, prefix + objects.Bucket!.Name, $"{field}.objects"),
            _ => PrepareVolume(source.Volume!, prefix + source.Volume!.ClaimName, $"{field}.volume"),
        };
    }

    private PreparedSource? PreparePostgres(PostgresBackup postgres, string prefix, string field)
    {
        if (places.FindSecret(postgres.ConnectionSecretRef!, $"{field}.connectionSecretRef") is not { } connection)
            return null;
        var options = new PostgresSourceOptions { Name = prefix, Databases = postgres.Databases, AllDatabases = postgres.AllDatabases, Globals = postgres.Globals };
        return new PreparedSource(
            new PostgresSource(connection, options),
            (part, choice, databases) => PostgresTargetOf(connection, part, choice, databases));
    }

    private PreparedSource? PrepareObjects(ObjectsBackup objects, string name, string field) => places.FindStore(new Target { Bucket = objects.Bucket }, field) is { } open
        ? new PreparedSource(
            new ObjectsSource(open(), name, new ItemFilter(objects.Include, objects.Exclude)),
            (_, choice, _) => new ObjectsTarget(open(), new ItemFilter(choice.Include, [])))
        : null;

    private PreparedSource? PrepareVolume(VolumeTarget volume, string name, string field) => places.FindDirectory(volume, field) is { } directory
        ? new PreparedSource(
            new DirectorySource(directory, name, volume.ToString()),
            (_, choice, _) => new DirectoryTarget(directory, volume.ToString(), choice.Include))
        : null;
}
