using System.Text.Json.Serialization;
using Janitor.Engine.Backups;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Backups.Workers;

/// <summary>A good backup at a destination.</summary>
/// <param name="Folder">The last part of its folder's name.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="CompletedAt">When it ended.</param>
/// <param name="PlainBytes">How much was read.</param>
/// <param name="StoredBytes">How much is stored.</param>
public sealed record CatalogEntry(
    string Folder,
    [property: JsonConverter(typeof(TimeConverter))] DateTimeOffset StartedAt,
    [property: JsonConverter(typeof(TimeConverter))] DateTimeOffset CompletedAt,
    long PlainBytes,
    long StoredBytes)
{
    /// <summary>That of a backup whose manifest could be read.</summary>
    internal static CatalogEntry Of(StoredBackup backup) =>
        new(backup.Folder.Name, backup.Manifest!.StartedAt, backup.Manifest.CompletedAt, backup.Manifest.PlainSize(), backup.Manifest.StoredSize());
}
