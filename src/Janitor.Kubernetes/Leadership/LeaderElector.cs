using System.Text.Json.Nodes;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Leadership;

/// <summary>
/// Holds a Lease as client-go's leader election does. Clocks of others are not believed: a Lease that somebody else holds is free when it has not changed, as seen
/// from here, for as long as it says it lasts.
/// </summary>
internal sealed class LeaderElector(
    IKubernetesClient client, LeaderElectionOptions options, TimeProvider time, Chance chance, RuntimeMetrics metrics, ILogger<LeaderElector> logger)
{
    /// <summary>client-go's JitterFactor.</summary>
    public const double Jitter = 1.2;

    /// <summary>How long after the Lease's end a leader that still runs is not yet called dead.</summary>
    public static readonly TimeSpan LivenessTolerance = TimeSpan.FromSeconds(20);

    private readonly TimeSpan _requestTimeout = options.RenewDeadline / 2 > TimeSpan.FromSeconds(1) ? options.RenewDeadline / 2 : TimeSpan.FromSeconds(1);
    private readonly KeyValuePair<string, object?> _tag = new("name", options.LeaseName);
    private Lease? _lease;
    private long _observed;
    private long _renewed;
    private volatile bool _leads;

    /// <summary>Whether this process holds the Lease.</summary>
    public bool IsLeader => _leads;

    /// <summary>Whether all is well: a leader that could not renew long since, and runs nevertheless, hangs.</summary>
    public bool IsLive => !_leads || time.GetElapsedTime(Volatile.Read(ref _renewed)) <= options.LeaseDuration + LivenessTolerance;

    /// <summary>How long after the Lease is given up others still respect it: in this time all work must have ended.</summary>
    public TimeSpan Grace => options.LeaseDuration - options.RenewDeadline;

    private string LeaseKey => $"{options.LeaseNamespace}/{options.LeaseName}";

    private string? Holder => string.IsNullOrEmpty(_lease?.Spec?.HolderIdentity) ? null : _lease.Spec.HolderIdentity;

    /// <summary>Waits until this process holds the Lease.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        metrics.Leader.Record(0, _tag);
        while (!await TryAsync(_requestTimeout, cancellationToken))
            await Task.Delay(options.RetryPeriod * (1 + (Jitter * chance())), time, cancellationToken);
        metrics.Leader.Record(1, _tag);
        _leads = true;
        logger.Leading(options.Identity);
    }

    /// <summary>Renews the Lease until it is lost, and says why.</summary>
    public async Task<string> KeepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = TimeLeft();
            await Task.Delay(left < options.RetryPeriod ? left : options.RetryPeriod, time, cancellationToken);
            left = TimeLeft();
            if (left > TimeSpan.Zero && await TryAsync(left < _requestTimeout ? left : _requestTimeout, cancellationToken))
                continue;
            if (Holder is { } holder && holder != options.Identity)
                return Lose($"{holder} holds it");
            if (TimeLeft() <= TimeSpan.Zero)
                return Lose($"it could not be renewed for {options.RenewDeadline.TotalSeconds:0} s");
        }
    }

    /// <summary>Gives the Lease back, so that others need not wait; only when all work has ended.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!_leads)
            return;
        try
        {
            var now = MicroTimeConverter.Format(time.GetUtcNow());
            await WriteAsync(new JsonObject { ["holderIdentity"] = string.Empty, ["leaseDurationSeconds"] = 1, ["renewTime"] = now, ["acquireTime"] = now }, cancellationToken);
            logger.LeaseReleased(LeaseKey);
        }
        catch (Exception e) when (e is ApiException or OperationCanceledException)
        {
            logger.ReleaseFailed(LeaseKey, e.Message);
        }
        Lose(string.Empty);
    }

    private TimeSpan TimeLeft() => options.RenewDeadline - time.GetElapsedTime(_renewed);

    private string Lose(string why)
    {
        _leads = false;
        metrics.Leader.Record(0, _tag);
        return why;
    }

    /// <summary>Tries once to get or renew the Lease.</summary>
    private async Task<bool> TryAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        // Others see the renewal later than it is sent, so from then on it is sure to last.
        var sent = time.GetTimestamp();
        try
        {
            // Who leads knows the Lease, unless somebody else wrote to it.
            if (!(_leads && await TryWriteAsync(either.Token)) && !(await MayTakeAsync(either.Token) && await TryWriteAsync(either.Token)))
                return false;
            Volatile.Write(ref _renewed, sent);
            return true;
        }
        catch (Exception e) when (e is ApiException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.LeaseFailed(LeaseKey, deadline.IsCancellationRequested ? $"no answer within {timeout.TotalSeconds:0.#} s" : e.Message);
            return false;
        }
    }

    private async Task<bool> MayTakeAsync(CancellationToken cancellationToken)
    {
        Observe(await client.GetAsync<Lease>(options.LeaseName, options.LeaseNamespace, cancellationToken));
        return Holder is not { } holder || holder == options.Identity
            || time.GetElapsedTime(_observed) >= TimeSpan.FromSeconds(_lease?.Spec?.LeaseDurationSeconds ?? 0);
    }

    /// <summary>Writes that this process holds the Lease, if nobody has written to it since it was read.</summary>
    private async Task<bool> TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var renews = Holder == options.Identity;
            var spec = new LeaseSpec
            {
                HolderIdentity = options.Identity,
                LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
                RenewTime = now,
                AcquireTime = renews ? _lease?.Spec?.AcquireTime : now,
                LeaseTransitions = (_lease?.Spec?.LeaseTransitions ?? 0) + (renews || _lease is null ? 0 : 1),
            };
            if (_lease is null)
                Observe(await client.CreateAsync(new Lease { Metadata = new ObjectMeta { Name = options.LeaseName, Namespace = options.LeaseNamespace }, Spec = spec }, cancellationToken));
            else
                await WriteAsync(PatchOf(spec), cancellationToken);
            return true;
        }
        catch (ApiException e) when (e.IsConflict || e.IsNotFound)
        {
            return false;
        }
    }

    private async Task WriteAsync(JsonObject spec, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = _lease!.Metadata.ResourceVersion }, ["spec"] = spec };
        Observe(await client.MergeAsync<Lease>(options.LeaseName, options.LeaseNamespace, patch, cancellationToken));
    }

    private static JsonObject PatchOf(LeaseSpec spec) => new()
    {
        ["holderIdentity"] = spec.HolderIdentity,
        ["leaseDurationSeconds"] = spec.LeaseDurationSeconds,
        ["renewTime"] = spec.RenewTime is { } renew ? MicroTimeConverter.Format(renew) : null,
        ["acquireTime"] = spec.AcquireTime is { } acquire ? MicroTimeConverter.Format(acquire) : null,
        ["leaseTransitions"] = spec.LeaseTransitions,
    };

    private void Observe(Lease? lease)
    {
        var before = Holder;
        if (lease?.Spec != _lease?.Spec)
            _observed = time.GetTimestamp();
        _lease = lease;
        if (Holder is { } holder && holder != before && holder != options.Identity)
            logger.LeaderSeen(holder);
    }
}
