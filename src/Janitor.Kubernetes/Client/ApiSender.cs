using System.Net;
using Janitor.Kubernetes.Connection;

namespace Janitor.Kubernetes.Client;

/// <summary>
/// Sends requests: proves who we are, bounds the wait for an answer, sends again where the server asks for it, and turns all that goes wrong into an
/// <see cref="ApiException"/>.
/// </summary>
internal sealed class ApiSender(ClusterConnection connection, KubernetesClientOptions options, TimeProvider time) : IDisposable
{
    /// <summary>How often a request is sent when each answer asks to try again later.</summary>
    private const int Tries = 10;

    private readonly ClusterHttp _http = new(connection);
    private readonly Uri _server = connection.Server.AbsoluteUri.EndsWith('/') ? connection.Server : new Uri(connection.Server.AbsoluteUri + "/");

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends, and reads the answer's body by <paramref name="read"/>.</summary>
    public async Task<T> SendAsync<T>(ApiRequest request, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(request, cancellationToken);
        return await BoundedAsync(
            request, async token => await read(await response.Content.ReadAsStreamAsync(token), token), cancellationToken);
    }

    /// <summary>Sends, and returns a successful answer when it begins; the caller reads and disposes it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var renewed = false;
        for (var attempt = 1; ; attempt++)
        {
            Credential? used = null;
            try
            {
                used = await CredentialAsync(request, cancellationToken);
                return await BoundedAsync(request, token => TryAsync(request, used, token), cancellationToken);
            }
            catch (ApiException e) when (
                e.Code == (int)HttpStatusCode.Unauthorized && !renewed && used is not null && connection.Credentials.Refuse(used))
            {
                renewed = true;
            }
            catch (ApiException e) when (attempt < Tries && IsToBeRepeated(e))
            {
                await Task.Delay(e.RetryAfter!.Value, time, cancellationToken);
            }
        }
    }

    /// <summary>
    /// A wait that is longer than a request may take is the caller's to decide, and what to do about a version of the future, for which the server
    /// has already waited itself.
    /// </summary>
    private bool IsToBeRepeated(ApiException e) =>
        e.Code is (int)HttpStatusCode.TooManyRequests or >= (int)HttpStatusCode.InternalServerError
        && e.RetryAfter <= options.RequestTimeout
        && !e.IsVersionTooLarge;

    private async Task<Credential> CredentialAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.Credentials.GetAsync(cancellationToken);
        }
        catch (ConnectionException e)
        {
            throw new ApiException(0, string.Empty, $"{request.What}: {e.Message}", inner: e);
        }
    }

    private async Task<HttpResponseMessage> TryAsync(ApiRequest request, Credential credential, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(_server, credential.Token, options.UserAgent);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(message, credential.Certificate, cancellationToken);
        }
        catch
        {
            ClientMetrics.Count("<error>", request.Method, _server);
            throw;
        }

        ClientMetrics.Count(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), request.Method, _server);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.SwitchingProtocols)
            return response;
        using (response)
            throw await ApiFailure.FromAsync(response, request.What, connection.Origin, time, cancellationToken);
    }

    private async Task<T> BoundedAsync<T>(ApiRequest request, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(
                0, string.Empty, $"{request.What}: {_server.Authority} gave no answer within {options.RequestTimeout.TotalSeconds:0} s", inner: e);
        }
        catch (Exception e) when (ApiFailure.IsOfConnection(e) && !cancellationToken.IsCancellationRequested)
        {
            throw ApiFailure.From(e, request.What, connection);
        }
    }
}
