using System.Text.Json.Serialization;

namespace Janitor.Api.Quotas;

/// <summary>What is done about tenants above their limits.</summary>
[JsonConverter(typeof(NameConverter<QuotaEnforcement>))]
public enum QuotaEnforcement
{
    /// <summary>They are told of.</summary>
    Report,

    /// <summary>The bucket refuses what they write, by a statement in its policy, until a measurement finds them within their limits again. Buckets only.</summary>
    DenyWrites,

    /// <summary>Their oldest items are removed, until they are at the warning threshold; at first it is only told which: see <c>spec.evict</c>.</summary>
    EvictOldest,
}
