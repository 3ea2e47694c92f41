using System.Text.Json.Nodes;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Client;

/// <summary>
/// Talks to the API server. Every failure is an <see cref="ApiException"/>, except cancellation and wrong arguments (a missing namespace, a class that no
/// JSON context knows). Requests are sent again when the server asks for it (429 and 5xx with Retry-After).
/// </summary>
public interface IKubernetesClient
{
    /// <summary>Reads one object; null when there is none. That the server does not know the resource is a failure.</summary>
    Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Reads one page of a list.</summary>
    Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>
    /// Streams changes until the server ends the watch, which it does after <see cref="WatchOptions.Timeout"/>, or the connection breaks.
    /// An error that the server reports inside the stream is an <see cref="ApiException"/>; an object that cannot be decoded is an event without one.
    /// </summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Makes a new object.</summary>
    /// <exception cref="ApiException">Reason AlreadyExists when there is one of its name.</exception>
    Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>
    /// Server-side apply under our field manager, by force: the fields given become ours and as given, those we gave before and do not now are removed,
    /// those of others stay. Makes the object when there is none.
    /// </summary>
    Task<T> ApplyAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Server-side apply of the status alone; the object must exist.</summary>
    Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Changes some fields by a JSON merge patch (RFC 7386). With a resourceVersion in it, a conflict is an <see cref="ApiException"/> of code 409.</summary>
    Task<T> MergeAsync<T>(string name, string? @namespace, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Deletes an object, and in the background what it owns. False when there was none.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="uid">Only the object with this uid; another one of the name stays (reason Conflict). Any, when null.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<bool> DeleteAsync<T>(string name, string? @namespace, string? uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Sends any object to any path and reads the answer: subresources and reviews.</summary>
    Task<TResult> PostAsync<T, TResult>(string path, T body, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a command in a pod's container and waits for its end; takes the verbs <c>get</c> and <c>create</c> on <c>pods/exec</c>. That it ends with another code than 0 is no failure. Cancellation ends the
    /// waiting, not the command: Kubernetes has no way to.
    /// </summary>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="pod">The pod's name.</param>
    /// <param name="container">The container; null for the pod's first.</param>
    /// <param name="command">The program and its arguments; no shell reads them.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ApiException">The command could not be started, or the connection broke off before its end was told.</exception>
    Task<ExecResult> ExecAsync(string @namespace, string pod, string? container, IReadOnlyList<string> command, CancellationToken cancellationToken);

    /// <summary>Reads any path as text: logs, <c>version</c>, <c>openapi/v2</c>.</summary>
    Task<string> GetTextAsync(string path, CancellationToken cancellationToken);
}
