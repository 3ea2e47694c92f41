using System.Text.Json.Serialization;

namespace Janitor.Api.Retention;

/// <summary>Which of an item's times counts as its age.</summary>
[JsonConverter(typeof(NameConverter<ItemTime>))]
public enum ItemTime
{
    /// <summary>The last change of its content.</summary>
    Modified,

    /// <summary>Its creation, where the file system records it; an item without that time does not match.</summary>
    Created,

    /// <summary>The last read, where the volume is mounted to record it.</summary>
    Accessed,
}
