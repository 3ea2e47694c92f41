using System.Text.Json.Serialization;

namespace Janitor.Engine.Backups;

/// <summary>What a part of a backup holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PartKind>))]
public enum PartKind
{
    /// <summary>A PostgreSQL database, in the custom format of <c>pg_dump</c>, itself not compressed.</summary>
    PostgresDatabase,

    /// <summary>Roles and tablespaces of a PostgreSQL server, as SQL of <c>pg_dumpall --globals-only</c>.</summary>
    PostgresGlobals,

    /// <summary>Objects of a bucket with their metadata and tags, as a PAX tar.</summary>
    Objects,

    /// <summary>A directory with owners, modes, times, links and holes, as a PAX tar of GNU tar.</summary>
    Volume,
}
