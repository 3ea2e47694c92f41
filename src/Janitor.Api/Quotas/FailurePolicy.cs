using System.Text.Json.Serialization;

namespace Janitor.Api.Quotas;

/// <summary>What is said while nobody knows.</summary>
[JsonConverter(typeof(NameConverter<FailurePolicy>))]
public enum FailurePolicy
{
    /// <summary>Nothing: 503, try again.</summary>
    Closed,

    /// <summary>That it fits. What is uploaded is still reserved, and refused without the ledger.</summary>
    Open,
}
