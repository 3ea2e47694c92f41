using System.Text.Json.Serialization;
using System.Text.Json;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Workers;

namespace Janitor.Operator.Backups.Workers;

/// <summary>What came of a worker's task, as its termination message holds it.</summary>
public sealed record BackupResult
{
    /// <summary>Parts that a status tells of.</summary>
    private const int MostParts = 20;

    private const int LongestText = 1024;

    /// <summary>The Job whose task it was.</summary>
    public string Job { get; set; } = string.Empty;

    /// <summary>Why it did not succeed: the name of a <see cref="BackupProblem"/>; absent when it did.</summary>
    public string? Reason { get; set; }

    /// <summary>The same in words; of what succeeded, what went wrong beside it.</summary>
    public string? Message { get; set; }

    /// <summary>The backup that was made, proven or restored.</summary>
    public CatalogEntry? Backup { get; set; }

    /// <summary>Of one that was made, the SHA-256 of its manifest.</summary>
    public string? ManifestSha256 { get; set; }

    /// <summary>Of one that was made, its parts: 20 at most.</summary>
    public IReadOnlyList<BackupPartStatus> Parts { get; set; } = [];

    /// <summary>When the destination began to be listed; absent when it was not.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>The good backups that are at the destination, and the names of those that retention removed or that cannot be read, as <see cref="Workers.Catalog"/> packs them.</summary>
    public string? Packed { get; set; }

    /// <summary>How many good backups there are; more than <see cref="Packed"/> has when there was no room for all.</summary>
    public long Good { get; set; }

    /// <summary>Folders whose manifest cannot be read.</summary>
    public long Unreadable { get; set; }

    /// <summary>Of a restore, what was done, or would be.</summary>
    public IReadOnlyList<string> Plan { get; set; } = [];

    /// <summary>Whether it did what it was told to.</summary>
    [JsonIgnore]
    public bool IsSuccess => Reason is null;

    /// <summary>That it did not succeed.</summary>
    internal static BackupResult Failed(string job, string reason, string message) => new() { Job = job, Reason = reason, Message = Shorten(message) };

    /// <summary>With what is at the destination.</summary>
    internal BackupResult With(IReadOnlyList<PrunedBackup> backups, DateTimeOffset readAt)
    {
        var left = backups.Where(backup => !backup.Removed).ToList();
        var good = left.Where(backup => backup.Backup.Manifest is not null).Select(backup => CatalogEntry.Of(backup.Backup)).ToList();
        var catalog = new Catalog(
            [.. good.Take(BackupScheduleSpec.MostHistory)],
            [.. backups.Where(backup => backup.Removed).Select(backup => backup.Backup.Folder.Name)],
            [.. left.Where(backup => backup.Backup.Manifest is null).Select(backup => backup.Backup.Folder.Name)]);
        return this with
        {
            ReadAt = readAt,
            Packed = catalog.Pack(),
            Good = good.Count,
            Unreadable = left.Count - good.Count,
            Message = backups.Select(backup => backup.Problem).FirstOrDefault(problem => problem is not null) is { } problem
                ? Shorten($"retention: {problem.Message}")
                : left.Select(backup => backup.Backup.Problem).FirstOrDefault(unreadable => unreadable is not null) is { } unreadable ? Shorten(unreadable.Message) : Message,
        };
    }

    /// <summary>With a backup's parts.</summary>
    internal BackupResult With(StoredBackup made) => this with
    {
        Backup = CatalogEntry.Of(made),
        ManifestSha256 = made.ManifestSha256,
        Parts = [.. made.Manifest!.Parts.Take(MostParts).Select(part => new BackupPartStatus
        {
            Name = part.Name,
            Kind = JsonNamingPolicy.CamelCase.ConvertName(part.Kind.ToString()),
            PlainBytes = part.Plain.Size,
            StoredBytes = part.Files.Sum(file => file.Size),
        })],
    };

    /// <summary>As a termination message: what there is no room for is left out, the least needed first.</summary>
    internal byte[] Pack()
    {
        for (var packed = this; ;)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(packed, BackupTaskJson.Default.BackupResult);
            if (bytes.Length <= LastWords.MostBytes)
                return bytes;
            packed = packed switch
            {
                { Plan.Count: > 1 } => packed with { Plan = [.. packed.Plan.SkipLast(1)] },
                { Parts.Count: > 5 } => packed with { Parts = [.. packed.Parts.SkipLast(1)] },
                { Packed: { } text } when Catalog.Unpack(text) is { Entries.Count: > 1 } catalog => packed with { Packed = (catalog with { Entries = [.. catalog.Entries.SkipLast(1)] }).Pack() },
                { Parts.Count: > 0 } => packed with { Parts = [] },
                _ => packed with { Plan = [], Message = packed.Message?[..Math.Min(packed.Message.Length, LongestText / 4)], Packed = null },
            };
        }
    }

    /// <summary>Reads a termination message; null when it is none of ours.</summary>
    internal static BackupResult? Unpack(string message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, BackupTaskJson.Default.BackupResult);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shorten(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}
