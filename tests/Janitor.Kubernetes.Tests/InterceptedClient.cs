using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests;

/// <summary>A client that does something, such as fail or wait, before some requests, and remembers them all.</summary>
internal sealed class InterceptedClient(IKubernetesClient inner) : IKubernetesClient
{
    private readonly Lock _lock = new();
    private readonly List<string> _requests = [];

    /// <summary>Called with verb and resource, such as <c>list configmaps</c>, before each request; may throw.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Changes what a list asks for.</summary>
    public Func<ListOptions, ListOptions> List { get; set; } = options => options;

    /// <summary>Changes what a watch asks for.</summary>
    public Func<WatchOptions, WatchOptions> Watch { get; set; } = options => options;

    /// <summary>Changes what a list says its version is.</summary>
    public Func<string, string> ListVersion { get; set; } = version => version;

    /// <summary>Verb and resource of the requests so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>A failure as when nobody answers.</summary>
    public static ApiException Unreachable => new(0, string.Empty, "connection refused");

    public async Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await BeforeAsync<T>("get", cancellationToken);
        return await inner.GetAsync<T>(name, @namespace, cancellationToken);
    }

    public async Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await BeforeAsync<T>("list", cancellationToken);
        var list = await inner.ListAsync<T>(List(options), cancellationToken);
        return list with { ResourceVersion = ListVersion(list.ResourceVersion) };
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await BeforeAsync<T>("watch", cancellationToken);
        await foreach (var line in inner.WatchAsync<T>(Watch(options), cancellationToken))
            yield return line;
    }

    public async Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await BeforeAsync<T>("create", cancellationToken);
        return await inner.CreateAsync(entity, cancellationToken);
    }

    public async Task<T> ApplyAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await BeforeAsync<T>("apply", cancellationToken);
        return await inner.ApplyAsync(entity, cancellationToken);
    }

    public async Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await BeforeAsync<T>("apply status", cancellationToken);
        return await inner.ApplyStatusAsync(entity, cancellationToken);
    }

    public async Task<T> MergeAsync<T>(string name, string? @namespace, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await BeforeAsync<T>("merge", cancellationToken);
        return await inner.MergeAsync<T>(name, @namespace, patch, cancellationToken);
    }

    public async Task<bool> DeleteAsync<T>(string name, string? @namespace, string? uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await BeforeAsync<T>("delete", cancellationToken);
        return await inner.DeleteAsync<T>(name, @namespace, uid, cancellationToken);
    }

    public Task<TResult> PostAsync<T, TResult>(string path, T body, CancellationToken cancellationToken) => inner.PostAsync<T, TResult>(path, body, cancellationToken);

    public Task<ExecResult> ExecAsync(string @namespace, string pod, string? container, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        inner.ExecAsync(@namespace, pod, container, command, cancellationToken);

    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken) => inner.GetTextAsync(path, cancellationToken);

    private Task BeforeAsync<T>(string verb, CancellationToken cancellationToken)
        where T : IKubernetesObject
    {
        var request = $"{verb} {EntityType.Of<T>().Plural}";
        lock (_lock)
            _requests.Add(request);
        return Before(request, cancellationToken);
    }
}
