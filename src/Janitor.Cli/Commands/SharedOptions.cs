using System.CommandLine;

namespace Janitor.Cli.Commands;

/// <summary>Options that several commands have, worded once.</summary>
internal static class SharedOptions
{
    /// <summary><c>--secrets</c>.</summary>
    public static Option<string?> Secrets() => new("--secrets") { Description = "Folder with one folder a Secret and one file a key, as Kubernetes mounts them", HelpName = "DIR" };

    /// <summary><c>--volume</c>, as <see cref="PairsOption"/> reads it.</summary>
    public static Option<string[]> Volumes() => PairsOption.Create("--volume", "claim=dir", "The directory that stands for a claim; repeatable");

    /// <summary><c>--bucket</c>, as <see cref="PairsOption"/> reads it.</summary>
    public static Option<string[]> Buckets() => PairsOption.Create("--bucket", "name=dir", "A directory that stands in for a bucket; repeatable");

    /// <summary><c>--no-progress</c>.</summary>
    public static Option<bool> NoProgress() => new("--no-progress") { Description = "Show no progress on the terminal" };
}
