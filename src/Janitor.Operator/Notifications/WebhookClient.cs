using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Janitor.Api;
using Janitor.Kubernetes.Client;
using Janitor.Operator.Dependencies;

namespace Janitor.Operator.Notifications;

/// <summary>Posts to webhooks. Their addresses are secrets: exceptions of the HTTP client, which may have them, go nowhere.</summary>
/// <param name="secrets">Reads addresses.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookClient(SecretReader secrets, TimeProvider time) : IDisposable
{
    /// <summary>How long an answer may take.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        // Where a redirect leads nobody has agreed to.
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    /// <summary>Posts once.</summary>
    /// <param name="namespace">The namespace of the Secret.</param>
    /// <param name="reference">The key that holds the address.</param>
    /// <param name="body">JSON.</param>
    /// <param name="cancellationToken">Ends the reading of the Secret. What is just being sent goes out, within 10 s.</param>
    /// <exception cref="DeliveryException">It was not taken.</exception>
    public async Task PostAsync(string @namespace, SecretKeyReference reference, byte[] body, CancellationToken cancellationToken)
    {
        var address = await AddressAsync(@namespace, reference, cancellationToken);
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("janitor", null));
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode)
                throw Refused(response, address.Host, reference);
        }
        catch (OperationCanceledException)
        {
            throw new DeliveryException($"{address.Host} did not answer within {Timeout.TotalSeconds:0} s", mayPass: true);
        }
        catch (HttpRequestException problem)
        {
            throw new DeliveryException($"{address.Host}: {Words(problem.HttpRequestError)}", mayPass: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<Uri> AddressAsync(string @namespace, SecretKeyReference reference, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = (await secrets.ReadAsync(@namespace, reference.Name, cancellationToken)).Get(reference.Key);
        }
        catch (BlockedException missing)
        {
            throw new DeliveryException(missing.Message, mayPass: false);
        }
        catch (ApiException problem)
        {
            throw new DeliveryException(problem.Message, mayPass: !problem.IsForbidden);
        }

        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new DeliveryException($"Secret {reference.Name}, key {reference.Key}, holds no http or https URL; put the webhook's address there", mayPass: false);
        if (address.UserInfo.Length > 0)
            throw new DeliveryException($"Secret {reference.Name}, key {reference.Key}: the URL has a user name or password, which are not sent; use an address that has its secret in the path", mayPass: false);
        return address;
    }

    private DeliveryException Refused(HttpResponseMessage response, string host, SecretKeyReference reference)
    {
        var code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        if ((int)response.StatusCode is >= 300 and < 400)
            return new DeliveryException($"{host} answered {code}, and redirects are not followed; put the address it leads to into Secret {reference.Name}, key {reference.Key}", mayPass: false);
        var mayPass = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;
        var wait = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow();
        return new DeliveryException(
            mayPass ? $"{host} answered {code}" : $"{host} answered {code}; check the address in Secret {reference.Name}, key {reference.Key}, and the format", mayPass, wait);
    }

    private static string Words(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "there is no such host",
        HttpRequestError.ConnectionError => "it cannot be reached; check port and network policies",
        HttpRequestError.SecureConnectionError => "no TLS connection: its certificate may be of an authority that the operator's image does not know",
        HttpRequestError.ProxyTunnelError => "the proxy of the operator's environment does not connect to it",
        _ => "the connection broke off",
    };
}
