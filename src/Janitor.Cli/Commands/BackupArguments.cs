namespace Janitor.Cli.Commands;

/// <summary>What <see cref="BackupOptions"/> were given.</summary>
internal sealed record BackupArguments
{
    /// <summary>Files, directories, or <c>-</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Names of schedules, with or without namespace; empty for all.</summary>
    public required IReadOnlyList<string> Schedules { get; init; }

    /// <summary>The folder with Secrets; null when none was given.</summary>
    public required string? SecretsDirectory { get; init; }

    /// <summary>Directories by claim name.</summary>
    public required IReadOnlyDictionary<string, string> Volumes { get; init; }

    /// <summary>Directories by bucket name.</summary>
    public required IReadOnlyDictionary<string, string> Buckets { get; init; }

    /// <summary>The file with age's secret key; null when none was given.</summary>
    public required string? IdentityFile { get; init; }

    /// <summary>What to write to the standard output.</summary>
    public required OutputFormat Output { get; init; }

    /// <summary>Whether progress may be shown.</summary>
    public required bool Progress { get; init; }
}
