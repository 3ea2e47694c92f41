namespace Janitor.Storage.Backups.Postgres;

/// <summary>The parts of a dump. Source: <c>teSection</c> of pg_backup.h.</summary>
internal enum ArchiveSection
{
    /// <summary>That of the entry before it: comments and grants.</summary>
    OfTheOneBefore = 1,

    /// <summary>What comes before the data: tables, functions.</summary>
    BeforeData = 2,

    /// <summary>Rows, values of sequences, large objects.</summary>
    Data = 3,

    /// <summary>What comes behind the data: indexes, constraints, triggers.</summary>
    BehindData = 4,
}
