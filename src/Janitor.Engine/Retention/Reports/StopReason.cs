using System.Text.Json.Serialization;
using Janitor.Api;

namespace Janitor.Engine.Retention.Reports;

/// <summary>Why a run did less than its rules select.</summary>
[JsonConverter(typeof(NameConverter<StopReason>))]
public enum StopReason
{
    /// <summary><c>hold: true</c> keeps everything.</summary>
    Hold,

    /// <summary><c>limits.maxDeletions</c> was reached; the rest waits for the next run.</summary>
    MaxDeletions,

    /// <summary>The plan is larger than <c>limits.maxDeletePercent</c> allows; nothing was done.</summary>
    MaxDeletePercent,

    /// <summary>The catalog could not be read or believed; what depends on it was left alone.</summary>
    CatalogUnavailable,

    /// <summary>This machine's clock and the server's differ by more than 5 minutes; what depends on it was left alone.</summary>
    ClockSkew,

    /// <summary>The target could not be reached or listed.</summary>
    StoreUnavailable,

    /// <summary>The run was ended from outside.</summary>
    Cancelled,
}
