using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Tests;

/// <summary>Policies to begin with.</summary>
internal static class Policies
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A valid policy of a volume, made at noon, of generation 1.</summary>
    public static RetentionPolicy OfVolume(Action<RetentionPolicySpec>? with = null)
    {
        var policy = new RetentionPolicy
        {
            Metadata = new ObjectMeta { Name = "clips", Namespace = "media", Uid = "u-1", Generation = 1, CreationTimestamp = Noon },
            Spec = new RetentionPolicySpec
            {
                Mode = RunMode.Enforce,
                Target = new Target { Volume = new VolumeTarget { ClaimName = "scratch", Path = "clips" } },
                Rules = [new Rule { Name = "old", Match = new ItemMatch { OlderThan = new Duration(TimeSpan.FromHours(1)) } }],
            },
        };
        with?.Invoke(policy.Spec);
        return policy;
    }

    public static RetentionPolicy With(this RetentionPolicy policy, Action<ObjectMeta> with)
    {
        with(policy.Metadata);
        return policy;
    }

    public static RetentionPolicyStatus StatusOf(Action<RetentionPolicyStatus> with)
    {
        var status = new RetentionPolicyStatus();
        with(status);
        return status;
    }
}
