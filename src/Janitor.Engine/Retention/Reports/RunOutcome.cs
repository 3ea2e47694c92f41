using System.Text.Json.Serialization;
using Janitor.Api;

namespace Janitor.Engine.Retention.Reports;

/// <summary>How a run ended.</summary>
[JsonConverter(typeof(NameConverter<RunOutcome>))]
public enum RunOutcome
{
    /// <summary>All was done that the mode and the limits allow.</summary>
    Succeeded,

    /// <summary>Some of it failed, or had to be left out.</summary>
    Partial,

    /// <summary>Nothing could be done, or the plan was refused as a whole.</summary>
    Failed,
}
