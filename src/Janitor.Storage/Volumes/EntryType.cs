namespace Janitor.Storage.Volumes;

/// <summary>A directory entry's <c>d_type</c>, as far as it matters here.</summary>
internal enum EntryType : byte
{
    /// <summary>The file system does not say (some NFS and XFS volumes): statx has to.</summary>
    Unknown = 0,
    Directory = 4,
    Regular = 8,
}
