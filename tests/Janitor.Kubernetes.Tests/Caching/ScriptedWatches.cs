using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests.Caching;

/// <summary>Lists and watches ConfigMaps by a script; what is asked beyond the script is never answered.</summary>
internal sealed class ScriptedWatches : IKubernetesClient
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<KubernetesList<ConfigMap>>> _lists = [];
    private readonly Queue<(Exception? End, bool Hangs, WatchEvent<ConfigMap>[] Lines)> _watches = [];
    private readonly List<object> _requests = [];

    /// <summary>What was asked, in order: <see cref="ListOptions"/> and <see cref="WatchOptions"/>.</summary>
    public IReadOnlyList<object> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>What a watch waits for before its last line.</summary>
    public Task LastLine { get; set; } = Task.CompletedTask;

    public IReadOnlyList<ListOptions> Lists => [.. Requests.OfType<ListOptions>()];

    public IReadOnlyList<WatchOptions> Watches => [.. Requests.OfType<WatchOptions>()];

    public ScriptedWatches List(string version, params ConfigMap[] items) => Page(version, null, items);

    public ScriptedWatches Page(string version, string? more, params ConfigMap[] items) => Script(() => new KubernetesList<ConfigMap>(items, version, more, []));

    public ScriptedWatches ListFails(Exception error) => Script(() => throw error);

    /// <summary>A watch that sends lines and ends in good order.</summary>
    public ScriptedWatches Watch(params WatchEvent<ConfigMap>[] lines) => Script(null, false, lines);

    /// <summary>A watch that sends lines and then an error.</summary>
    public ScriptedWatches WatchFails(Exception error, params WatchEvent<ConfigMap>[] lines) => Script(error, false, lines);

    /// <summary>A watch that sends lines and then nothing more.</summary>
    public ScriptedWatches WatchHangs(params WatchEvent<ConfigMap>[] lines) => Script(null, true, lines);

    public static WatchEvent<ConfigMap> Added(ConfigMap map) => new(WatchEventType.Added, map.Metadata.ResourceVersion, map, null);

    public static WatchEvent<ConfigMap> Modified(ConfigMap map) => new(WatchEventType.Modified, map.Metadata.ResourceVersion, map, null);

    public static WatchEvent<ConfigMap> Deleted(ConfigMap map) => new(WatchEventType.Deleted, map.Metadata.ResourceVersion, map, null);

    public static WatchEvent<ConfigMap> Bookmark(string version) => new(WatchEventType.Bookmark, version, null, null);

    public static WatchEvent<ConfigMap> Unreadable(WatchEventType type, string version) => new(type, version, null, "it is no object");

    public static ConfigMap Map(string name, string version, string? uid = null, string @namespace = "default") => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = @namespace, ResourceVersion = version, Uid = uid ?? $"uid-{name}" },
    };

    public static ApiException Error(int code, string reason = "", string message = "refused", TimeSpan? retryAfter = null) => new(code, reason, message, null, retryAfter);

    public async Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        Func<KubernetesList<ConfigMap>>? answer;
        lock (_lock)
        {
            _lists.TryDequeue(out answer);
            _requests.Add(options);
        }
        if (answer is null)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return (KubernetesList<T>)(object)answer!();
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        (Exception? End, bool Hangs, WatchEvent<ConfigMap>[] Lines) script;
        lock (_lock)
        {
            if (!_watches.TryDequeue(out script))
                script = (null, true, []);
            _requests.Add(options);
        }
        foreach (var line in script.Lines)
        {
            if (line == script.Lines[^1])
                await LastLine.WaitAsync(cancellationToken);
            yield return (WatchEvent<T>)(object)line;
        }
        if (script.Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        if (script.End is not null)
            throw script.End;
    }

    public Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> ApplyAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> MergeAsync<T>(string name, string? @namespace, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<bool> DeleteAsync<T>(string name, string? @namespace, string? uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<TResult> PostAsync<T, TResult>(string path, T body, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ExecResult> ExecAsync(string @namespace, string pod, string? container, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    private ScriptedWatches Script(Func<KubernetesList<ConfigMap>> answer)
    {
        _lists.Enqueue(answer);
        return this;
    }

    private ScriptedWatches Script(Exception? end, bool hangs, WatchEvent<ConfigMap>[] lines)
    {
        _watches.Enqueue((end, hangs, lines));
        return this;
    }
}
