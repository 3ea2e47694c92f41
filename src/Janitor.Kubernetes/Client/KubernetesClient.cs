using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Janitor.Kubernetes.Connection;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Client;

/// <summary>The client. One a process: it holds the connections.</summary>
public sealed class KubernetesClient : IKubernetesClient, IDisposable
{
    private readonly ClusterConnection _connection;
    private readonly KubernetesClientOptions _options;
    private readonly ApiSender _sender;
    private readonly JsonSerializerOptions _json;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="connection">How to reach the cluster.</param>
    /// <param name="options">How to behave.</param>
    /// <param name="time">Measures waits.</param>
    /// <exception cref="ConnectionException">The certificate authority cannot be read.</exception>
    public KubernetesClient(ClusterConnection connection, KubernetesClientOptions options, TimeProvider time)
    {
        (_connection, _options) = (connection, options);
        _sender = new ApiSender(connection, options, time);
        _json = KubernetesJson.OptionsFor(options.Types);
    }

    /// <inheritdoc/>
    public void Dispose() => _sender.Dispose();

    /// <inheritdoc/>
    public async Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            return await ObjectAsync<T>("get", HttpMethod.Get, @namespace, name, [], null, cancellationToken);
        }
        catch (ApiException e) when (IsAbsent(e))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var decoder = new EntityDecoder<T>(_json);
        var path = decoder.Type.CollectionPath(options.Namespace);
        var request = new ApiRequest(HttpMethod.Get, path + EntityQuery.Of(options), What("list", decoder.Type, options.Namespace, null))
        {
            Accept = Accept(decoder.Type, "PartialObjectMetadataList"),
        };
        return _sender.SendAsync(request, new ListDecoder<T>(decoder).DecodeAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var decoder = new EntityDecoder<T>(_json);
        var path = decoder.Type.CollectionPath(options.Namespace);
        var request = new ApiRequest(HttpMethod.Get, path + EntityQuery.Of(options), What("watch", decoder.Type, options.Namespace, null))
        {
            Accept = Accept(decoder.Type),
        };
        using var response = await _sender.OpenAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var lines = new LineReader(stream);
        var events = new WatchDecoder<T>(decoder, request.What);
        while (await NextAsync(lines, events, request.What, cancellationToken) is { } next)
            yield return next;
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var body = EntityBody.Of(entity, _json);
        var type = EntityType.Of<T>();
        var decoder = new EntityDecoder<T>(_json);
        var path = type.CollectionPath(RequiredNamespace(type, entity.Metadata.Namespace)) + EntityQuery.Of(("fieldManager", _options.FieldManager));
        var request = new ApiRequest(HttpMethod.Post, path, What("create", type, entity.Metadata.Namespace, entity.Metadata.Name)) { Body = body.ToBytes() };
        return _sender.SendAsync(request, decoder.DecodeAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> ApplyAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        ApplyAsync(entity, "apply", string.Empty, EntityBody.Of(entity, _json).ToApply(), cancellationToken);

    /// <inheritdoc/>
    public Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        ApplyAsync(entity, "apply the status of", "/status", EntityBody.Of(entity, _json).ToApplyStatus(), cancellationToken);

    /// <inheritdoc/>
    public Task<T> MergeAsync<T>(string name, string? @namespace, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        ObjectAsync<T>(
            "patch", HttpMethod.Patch, @namespace, name, [("fieldManager", _options.FieldManager)],
            ("application/merge-patch+json", JsonSerializer.SerializeToUtf8Bytes(patch, ClientJson.Default.JsonObject)), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<T>(string name, string? @namespace, string? uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var type = EntityType.Of<T>();
        var options = new DeleteOptions("Background", uid is null ? null : new DeletePreconditions(uid));
        var request = new ApiRequest(HttpMethod.Delete, ObjectPath(type, @namespace, name), What("delete", type, @namespace, name))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(options, ClientJson.Default.DeleteOptions),
        };
        try
        {
            return await _sender.SendAsync(request, static (_, _) => Task.FromResult(true), cancellationToken);
        }
        catch (ApiException e) when (IsAbsent(e))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task<TResult> PostAsync<T, TResult>(string path, T body, CancellationToken cancellationToken)
    {
        var result = KubernetesJson.TypeOf<TResult>(_json);
        var request = new ApiRequest(HttpMethod.Post, path, $"post {path}") { Body = JsonSerializer.SerializeToUtf8Bytes(body, KubernetesJson.TypeOf<T>(_json)) };
        return _sender.SendAsync(
            request,
            async (json, token) => await JsonSerializer.DeserializeAsync(json, result, token) ?? throw new JsonException("expected an object, found null"),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ExecResult> ExecAsync(string @namespace, string pod, string? container, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var type = EntityType.Of<Pod>();
        var query = EntityQuery.Of(("container", container), ("stdout", "true"), ("stderr", "true")) + string.Concat(command.Select(word => $"&command={Uri.EscapeDataString(word)}"));
        var request = new ApiRequest(HttpMethod.Get, $"{ObjectPath(type, @namespace, pod)}/exec{query}", What("run a command in", type, @namespace, pod)) { Accept = ApiRequest.Anything };
        return new ExecSession(_sender, _connection, request).RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, path, $"get {path}") { Accept = ApiRequest.Anything };
        return _sender.SendAsync(
            request,
            static async (body, token) =>
            {
                using var reader = new StreamReader(body);
                return await reader.ReadToEndAsync(token);
            },
            cancellationToken);
    }

    private Task<T> ApplyAsync<T>(T entity, string verb, string subresource, byte[] body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var type = EntityType.Of<T>();
        var (space, name) = (entity.Metadata.Namespace, entity.Metadata.Name);
        var path = ObjectPath(type, space, name) + subresource + EntityQuery.Of(("fieldManager", _options.FieldManager), ("force", "true"));
        var request = new ApiRequest(HttpMethod.Patch, path, What(verb, type, space, name)) { Body = body, ContentType = "application/apply-patch+yaml" };
        return _sender.SendAsync(request, new EntityDecoder<T>(_json).DecodeAsync, cancellationToken);
    }

    private Task<T> ObjectAsync<T>(
        string verb, HttpMethod method, string? @namespace, string name, (string, string?)[] query, (string ContentType, byte[] Bytes)? body,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var decoder = new EntityDecoder<T>(_json);
        var path = ObjectPath(decoder.Type, @namespace, name) + EntityQuery.Of(query);
        var request = new ApiRequest(method, path, What(verb, decoder.Type, @namespace, name))
        {
            Accept = Accept(decoder.Type),
            ContentType = body?.ContentType ?? "application/json",
            Body = body?.Bytes,
        };
        return _sender.SendAsync(request, decoder.DecodeAsync, cancellationToken);
    }

    private async Task<WatchEvent<T>?> NextAsync<T>(LineReader lines, WatchDecoder<T> events, string what, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            return await lines.ReadAsync(cancellationToken) is { } line ? events.Decode(line.Span) : null;
        }
        catch (Exception e) when (ApiFailure.IsOfConnection(e) && !cancellationToken.IsCancellationRequested)
        {
            throw ApiFailure.From(e, what, _connection);
        }
    }

    /// <summary>That there is no such object, in the API server's own words: a proxy, or a server without the resource, says 404 otherwise.</summary>
    private static bool IsAbsent(ApiException e) => e is { IsNotFound: true, Status.Reason: "NotFound" };

    private static string ObjectPath(EntityType type, string? @namespace, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return type.ObjectPath(RequiredNamespace(type, @namespace), name);
    }

    private static string? RequiredNamespace(EntityType type, string? @namespace) => type.IsNamespaced && string.IsNullOrEmpty(@namespace)
        ? throw new ArgumentException($"{type.Resource} belong to namespaces: name one.", nameof(@namespace))
        : @namespace;

    private static string Accept(EntityType type, string partial = "PartialObjectMetadata") =>
        type.MetadataOnly ? $"application/json;as={partial};g=meta.k8s.io;v=v1" : "application/json";

    private static string What(string verb, EntityType type, string? @namespace, string? name)
    {
        var what = string.IsNullOrEmpty(name) ? $"{verb} {type.Resource}" : $"{verb} {type.Resource} {name}";
        return type.IsNamespaced && !string.IsNullOrEmpty(@namespace) ? $"{what} in namespace {@namespace}" : what;
    }
}
