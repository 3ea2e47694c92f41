using System.Text.Json.Serialization;

namespace Janitor.Api.Retention;

/// <summary>Why a run was started.</summary>
[JsonConverter(typeof(NameConverter<RunTrigger>))]
public enum RunTrigger
{
    /// <summary>Its time had come.</summary>
    Schedule,

    /// <summary>The annotation <c>janitor.dev/run-at</c> was set.</summary>
    Manual,

    /// <summary>A policy without a schedule was made or changed.</summary>
    Change,

    /// <summary>The volume was fuller than a capacity rule, or <c>limits.minFree</c>, allows.</summary>
    Pressure,

    /// <summary>A Job of the catalog ended.</summary>
    JobEnded,

    /// <summary>The annotation <c>janitor.dev/plan-at</c> was set: a preview, whatever the mode, which is told in <c>status.lastPlan</c> alone.</summary>
    Plan,
}
