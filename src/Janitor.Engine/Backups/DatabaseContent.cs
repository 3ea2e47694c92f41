namespace Janitor.Engine.Backups;

/// <summary>What was in a database in the moment of its dump: what a restore must come to.</summary>
public sealed record DatabaseContent
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The server's version: <c>15.4</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>Its encoding: <c>UTF8</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>Its collation: <c>C.UTF-8</c>.</summary>
    public required string Collation { get; init; }

    /// <summary>What its letters are (<c>LC_CTYPE</c>).</summary>
    public required string CharacterType { get; init; }

    /// <summary>Who compares its texts: <c>libc</c>, <c>icu</c> or <c>builtin</c>. Null (the default) of servers before version 15, which have <c>libc</c> alone.</summary>
    public string? LocaleProvider { get; init; }

    /// <summary>The locale of <c>icu</c> or <c>builtin</c>: <c>de-DE</c>.</summary>
    public string? Locale { get; init; }

    /// <summary>Rules of <c>icu</c> that it has besides.</summary>
    public string? LocaleRules { get; init; }

    /// <summary>The role that owns it. Null (the default) where nobody asked.</summary>
    public string? Owner { get; init; }

    /// <summary>Settings of its sessions, as <c>name=value</c> (<c>ALTER DATABASE … SET</c>), of those that the server has.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Names of its other settings: <c>app.jwt_secret</c>. Applications have secrets there, and a manifest is not encrypted.</summary>
    public IReadOnlyList<string> OtherSettings { get; init; } = [];

    /// <summary>Who may do what with it. Null (the default) where that is as it is for every new database.</summary>
    public IReadOnlyList<DatabaseGrant>? Grants { get; init; }

    /// <summary>Its tables, ordered by name.</summary>
    public required IReadOnlyList<TableContent> Tables { get; init; }

    /// <summary>How many large objects it has.</summary>
    public required long LargeObjects { get; init; }

    /// <summary>How many locks a restore holds in the end when it is one transaction: one for each relation, function and large object. Null (the default) where nobody counted.</summary>
    public long? Locks { get; init; }
}
