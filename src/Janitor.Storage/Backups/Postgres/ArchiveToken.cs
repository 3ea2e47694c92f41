namespace Janitor.Storage.Backups.Postgres;

/// <summary>What comes next in the data of a dump of the custom format.</summary>
internal enum ArchiveToken
{
    /// <summary>Nothing that is whole yet.</summary>
    Nothing,

    /// <summary>A block begins: a byte that says of what kind it is.</summary>
    Block,

    /// <summary>Which entry of the table of contents the block belongs to.</summary>
    Entry,

    /// <summary>Which large object comes; zero ends the block.</summary>
    LargeObject,

    /// <summary>How long the piece is that comes.</summary>
    Length,

    /// <summary>A piece of rows, or of a large object, or a part of it.</summary>
    Piece,

    /// <summary>The rows, or those of a large object, have come to their end.</summary>
    End,

    /// <summary>It is not what this knows, and nothing behind it is.</summary>
    Unknown,
}
