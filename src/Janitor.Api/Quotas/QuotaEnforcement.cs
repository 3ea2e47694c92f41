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
}
