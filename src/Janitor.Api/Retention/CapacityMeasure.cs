using System.Text.Json.Serialization;

namespace Janitor.Api.Retention;

/// <summary>What a capacity rule counts.</summary>
[JsonConverter(typeof(NameConverter<CapacityMeasure>))]
public enum CapacityMeasure
{
    /// <summary>Bytes: of the items, or of the volume where the marks are percentages.</summary>
    Size,

    /// <summary>Items: files or objects, empty ones too.</summary>
    Items,
}
