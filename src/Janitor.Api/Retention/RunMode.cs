using System.Text.Json.Serialization;

namespace Janitor.Api.Retention;

/// <summary>Whether a policy's runs change anything.</summary>
[JsonConverter(typeof(NameConverter<RunMode>))]
public enum RunMode
{
    /// <summary>Plans and reports; changes nothing.</summary>
    DryRun,

    /// <summary>Carries out what it plans, within the limits.</summary>
    Enforce,
}
