using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Caching;

/// <summary>
/// Keeps a cache as the API server has the objects: lists them once and follows their changes from there; lists again only when the server has forgotten the
/// version to go on from. It never gives up.
/// </summary>
internal sealed class Reflector<T>(
    IKubernetesClient client, ObjectCache<T> cache, string? @namespace, CacheOptions<T> options, TimeProvider time, Chance chance, ILogger logger)
    where T : class, IKubernetesObject
{
    public const int PageSize = 500;

    /// <summary>The shortest time after which the server is asked to end a watch; the longest is twice that.</summary>
    public static readonly TimeSpan WatchTimeout = TimeSpan.FromMinutes(5);

    /// <summary>
    /// After how long a watch without a line counts as broken. Bookmarks come about every minute; a connection that nobody closed, its peer gone, says nothing
    /// for ever, and HTTP/2 pings do not find all of them.
    /// </summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(9.5);

    /// <summary>A watch that ends sooner than this, and without a line, has failed.</summary>
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    /// <summary>After so many failures in a row the version to go on from is no longer trusted.</summary>
    private const int WatchRetries = 3;

    private readonly string _resource = EntityType.Of<T>().Resource;
    private readonly TaskCompletionSource _listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Backoff _backoff = new(time, chance);

    /// <summary>The version last seen; "0" before the first: what the server has at hand, instead of a quorum read by every operator that starts.</summary>
    private string _version = "0";
    private bool _versionUnavailable;

    /// <summary>Completes with the first list.</summary>
    public Task Listed => _listed.Task;

    /// <summary>What the last list or watch failed with; null when it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryListAsync(cancellationToken))
                await WatchAsync(cancellationToken);
            await _backoff.PauseAsync(TimeSpan.Zero, cancellationToken);
        }
    }

    private async Task<bool> TryListAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ListAsync(cancellationToken);
            Problem = null;
            return true;
        }
#pragma warning disable CA1031 // Whatever it was: without a list there is no cache.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Problem = e.Message;
            logger.ListFailed(_resource, e.Message);
            return false;
        }
#pragma warning restore CA1031
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        KubernetesList<T> list;
        try
        {
            list = await PagesAsync(_versionUnavailable ? null : _version, cancellationToken);
        }
        catch (ApiException e) when (!_versionUnavailable && IsVersionUnavailable(e))
        {
            _versionUnavailable = true;
            list = await PagesAsync(null, cancellationToken);
        }
        foreach (var problem in list.Problems)
            logger.Undecodable(_resource, problem);
        cache.Replace(@namespace, list.Items);
        (_version, _versionUnavailable) = (list.ResourceVersion, false);
        logger.Listed(_resource, list.Items.Count);
        _listed.TrySetResult();
    }

    private async Task<KubernetesList<T>> PagesAsync(string? version, CancellationToken cancellationToken)
    {
        var first = new ListOptions
        {
            Namespace = @namespace,
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            ResourceVersion = version,
            // With a limit, any version but "0" would mean exactly that version, which the server may have forgotten.
            Limit = version is null or "0" ? PageSize : null,
        };
        var (items, problems) = (new List<T>(), new List<string>());
        for (var request = first; ;)
        {
            KubernetesList<T> page;
            try
            {
                page = await client.ListAsync<T>(request, cancellationToken);
            }
            catch (ApiException e) when (request.Continue is not null && IsExpired(e))
            {
                items.Clear();
                problems.Clear();
                request = first with { Limit = null };
                continue;
            }
            items.AddRange(options.Transform is { } transform ? page.Items.Select(transform) : page.Items);
            problems.AddRange(page.Problems);
            if (string.IsNullOrEmpty(page.Continue))
                return new KubernetesList<T>(items, page.ResourceVersion, null, problems);
            // The token carries the version; the server refuses both.
            request = first with { ResourceVersion = null, Continue = page.Continue };
        }
    }

    /// <summary>Watches, again and again, until a list is needed.</summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            var started = time.GetTimestamp();
            var watch = new WatchAttempt();
            try
            {
                await FollowAsync(watch, cancellationToken);
                if (watch.Lines == 0 && !watch.WasSilent && time.GetElapsedTime(started) < ShortestWatch)
                    watch.Error = new ApiException(0, string.Empty, "it ended at once, without a line");
            }
#pragma warning disable CA1031 // A watch may always be tried again.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                watch.Error = e;
            }
#pragma warning restore CA1031
            failures = watch.Lines > 0 ? 0 : failures;
            Problem = watch.Error?.Message;
            if (watch.NeedsList)
                return;
            if (watch.Error is null)
                continue;
            var next = NextStep(watch.Error, ++failures);
            logger.WatchFailed(_resource, next == Step.List ? "listing again" : "going on", watch.Error.Message);
            if (next == Step.List)
                return;
            await _backoff.PauseAsync((watch.Error as ApiException)?.RetryAfter ?? TimeSpan.Zero, cancellationToken);
        }
    }

    /// <summary>One watch, to its end.</summary>
    private async Task FollowAsync(WatchAttempt watch, CancellationToken cancellationToken)
    {
        var request = new WatchOptions
        {
            Namespace = @namespace,
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            ResourceVersion = _version,
            Timeout = WatchTimeout * (1 + chance()),
        };
        using var watchdog = new CancellationTokenSource(LongestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Token, cancellationToken);
        try
        {
            await foreach (var line in client.WatchAsync<T>(request, either.Token))
            {
                watchdog.CancelAfter(LongestSilence);
                watch.Lines++;
                Apply(line, watch);
            }
        }
        catch (Exception) when (watchdog.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            watch.WasSilent = true;
            logger.WatchSilent(_resource, LongestSilence);
        }
    }

    private void Apply(WatchEvent<T> line, WatchAttempt watch)
    {
        if (line.Problem is not null)
        {
            logger.Undecodable(_resource, line.Problem);
            // Which one is gone is not known; only a list tells.
            watch.NeedsList |= line.Type == WatchEventType.Deleted;
        }
        else if (line.Entity is { } entity)
        {
            entity = options.Transform?.Invoke(entity) ?? entity;
            if (line.Type == WatchEventType.Deleted)
                cache.Remove(entity);
            else
                cache.Set(entity);
        }
        _version = line.ResourceVersion ?? _version;
    }

    private static Step NextStep(Exception error, int failures) => error switch
    {
        ApiException e when IsExpired(e) => Step.List,
        ApiException { Code: 429 } => Step.GoOn,
        ApiException { Code: >= 400 and < 500 } => Step.List,
        _ => failures > WatchRetries ? Step.List : Step.GoOn,
    };

    private static bool IsExpired(ApiException e) => e.Code == 410 || e.Reason is "Expired" or "Gone";

    /// <summary>Forgotten, or from a future that this server has not seen, as after a restore from a backup.</summary>
    private static bool IsVersionUnavailable(ApiException e) =>
        IsExpired(e) || (e.Code == 504 && e.Message.Contains("Too large resource version", StringComparison.Ordinal));

    private enum Step
    {
        GoOn,
        List,
    }

    private sealed class WatchAttempt
    {
        public int Lines { get; set; }

        public bool WasSilent { get; set; }

        public bool NeedsList { get; set; }

        public Exception? Error { get; set; }
    }
}
