namespace Janitor.Storage.Volumes;

/// <summary>Which directory a <see cref="VolumeStore"/> keeps, and how.</summary>
public sealed record VolumeStoreOptions
{
    /// <summary>
    /// The absolute directory on this machine that stands for the claim (or bucket). It is trusted: links on the way to it are followed.
    /// It must exist.
    /// </summary>
    public required string Root { get; init; }

    /// <summary>
    /// The target inside <see cref="Root"/>, relative, without <c>..</c>; the root itself when empty (the default). No part of it may be a
    /// link, and it lies on the root's file system. It is created when missing and the run may change things.
    /// </summary>
    public string Path { get; init; } = string.Empty;

    /// <summary>The store in words: <c>volume scratch/clips</c>.</summary>
    public required string Description { get; init; }

    /// <summary>How many threads list and delete, from 1; absent (the default): one a processor.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Whether directories without content are removed once everything else is done. Default: false.</summary>
    public bool RemoveEmptyDirectories { get; init; }

    /// <summary>
    /// How long a directory that was found empty must have been unmodified before it is removed; one that this run emptied goes at once.
    /// Default: 1 h, so that a directory which someone has just made to put files in stays.
    /// </summary>
    public TimeSpan EmptyDirectoryAge { get; init; } = TimeSpan.FromHours(1);
}
