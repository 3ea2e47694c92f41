using System.Text.Json;
using Janitor.Api.Retention;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Rbac;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Retention.Pressure;

/// <summary>
/// Looks every 30 s how full the volumes are that policies keep below a mark, without mounting them: the kubelet of the node that has a claim mounted
/// tells. A claim that no pod has mounted does not fill up.
/// </summary>
[GenericRbac(Resource = "nodes/stats", Verbs = RbacVerb.Get)]
internal sealed partial class PressureWatch(
    ObjectCache<RetentionPolicy> policies,
    ObjectCache<MountingPod> pods,
    IKubernetesClient client,
    INodeStats nodes,
    VolumeUsages usages,
    Action<RetentionPolicy> changed,
    TimeProvider time,
    ILogger<PressureWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var watched = policies.All().Where(PressureMarks.AreIn).ToLookup(policy => new ObjectKey(policy.Namespace, policy.Spec.Target!.Volume!.ClaimName));
        var places = watched.SelectMany(group => pods.Find(MountingPod.ClaimIndex, group.Key.ToString())).Select(pod => pod.Spec.NodeName);
        foreach (var node in places.OfType<string>().Distinct(StringComparer.Ordinal))
            await ReadAsync(node, watched, cancellationToken);
        usages.MarkKnown();
        foreach (var policy in watched.SelectMany(group => group))
        {
            if (VolumePressure.Of(policy, usages)?.IsNewsTo(policy) == true)
                changed(policy);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await LookAsync(stoppingToken);
    }

    private async Task ReadAsync(string name, ILookup<ObjectKey, RetentionPolicy> watched, CancellationToken cancellationToken)
    {
        try
        {
            if (await client.GetAsync<Node>(name, null, cancellationToken) is { } node)
            {
                var summary = await nodes.ReadAsync(node, cancellationToken);
                foreach (var volume in (summary.Pods ?? []).SelectMany(pod => pod.Volumes ?? []).Where(volume => volume.PvcRef is not null))
                {
                    var claim = new ObjectKey(volume.PvcRef!.Namespace, volume.PvcRef.Name);
                    if (!watched.Contains(claim) || volume is not { UsedBytes: { } used, AvailableBytes: { } available, CapacityBytes: { } capacity })
                        continue;
                    usages.Set(claim, new VolumeUsage(used, available, capacity, time.GetUtcNow()));
                }

                _refused.Remove(name);
            }
        }
        catch (Exception problem) when (problem is ApiException or JsonException)
        {
            if (_refused.Add(name))
                LogRefused(logger, name, problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the kubelet of {Node} does not tell how full volumes are, so capacity rules run by schedule only: {Problem}")]
    private static partial void LogRefused(ILogger logger, string node, string problem);
}
