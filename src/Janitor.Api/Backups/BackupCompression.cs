using System.Text.Json.Serialization;

namespace Janitor.Api.Backups;

/// <summary>How what is stored is compressed.</summary>
[JsonConverter(typeof(NameConverter<BackupCompression>))]
public enum BackupCompression
{
    /// <summary>By <c>zstd</c>, on the processors that the worker may use, four at most.</summary>
    Zstd,

    /// <summary>Not at all: for what is compressed already.</summary>
    None,
}
