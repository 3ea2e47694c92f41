using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Workers;

/// <summary>A taint that does not keep the worker away: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/.</summary>
public sealed record WorkerToleration
{
    /// <summary>The taint's key; any when absent, with operator <c>Exists</c>.</summary>
    [Length(0, 316)]
    public string? Key { get; set; }

    /// <summary><c>Equal</c> (the default) or <c>Exists</c>.</summary>
    [Pattern("^(Equal|Exists)$")]
    public string? Operator { get; set; }

    /// <summary>The taint's value, with operator <c>Equal</c>.</summary>
    [Length(0, 63)]
    public string? Value { get; set; }

    /// <summary><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>; any when absent.</summary>
    [Pattern("^(NoSchedule|PreferNoSchedule|NoExecute)$")]
    public string? Effect { get; set; }
}
