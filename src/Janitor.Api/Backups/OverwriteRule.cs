using System.Text.Json.Serialization;

namespace Janitor.Api.Backups;

/// <summary>What may be at the place that something is restored to.</summary>
[JsonConverter(typeof(NameConverter<OverwriteRule>))]
public enum OverwriteRule
{
    /// <summary>It may exist when nothing is in it.</summary>
    IfEmpty,

    /// <summary>Nothing: the database, the directory or the prefix must not exist.</summary>
    Never,

    /// <summary>Whatever is there is replaced.</summary>
    Always,
}
