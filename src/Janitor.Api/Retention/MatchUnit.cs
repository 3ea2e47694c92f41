using System.Text.Json.Serialization;

namespace Janitor.Api.Retention;

/// <summary>What a rule judges as one.</summary>
[JsonConverter(typeof(NameConverter<MatchUnit>))]
public enum MatchUnit
{
    /// <summary>Each file or object by itself.</summary>
    Item,

    /// <summary>A first-level folder with all that is in it.</summary>
    Directory,
}
