using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Janitor.Kubernetes.Connection;

/// <summary>
/// The one pool of connections to a cluster. A client certificate belongs to a connection, not to a request, so another certificate gets another pool; the
/// one before lives on until the next change, for requests that have chosen it and are about to be sent. What is under way outlives its pool anyhow.
/// </summary>
internal sealed class ClusterHttp(ClusterConnection connection) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly X509Certificate2Collection _authorities = Authorities(connection);
    private Pool? _current;
    private Pool? _previous;

    /// <summary>Sends; the answer's body is yet to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ClientCertificate? certificate, CancellationToken cancellationToken)
    {
        request.Headers.Host = connection.TlsServerName;
        return PoolFor(certificate).Invoker.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _current?.Dispose();
        _previous?.Dispose();
        foreach (var authority in _authorities)
            authority.Dispose();
    }

    private Pool PoolFor(ClientCertificate? certificate)
    {
        lock (_lock)
        {
            if (_current is null || _current.Certificate != certificate)
            {
                var next = new Pool(certificate, NewHandler(), certificate?.Load());
                _previous?.Dispose();
                (_previous, _current) = (_current, next);
            }

            return _current;
        }
    }

    private SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        // Finds most dead connections within 45 s; not all, so whoever watches keeps an eye on silence.
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        // NO_PROXY of .NET knows neither networks (10.0.0.0/8) nor that one's own machine needs no proxy.
        UseProxy = connection.Proxy is not null || (connection.UseProxy && !connection.Server.IsLoopback),
        Proxy = connection.Proxy is null ? null : new WebProxy(connection.Proxy),
        SslOptions = TlsOptions(),
    };

    private SslClientAuthenticationOptions TlsOptions()
    {
        var options = new SslClientAuthenticationOptions { CertificateRevocationCheckMode = X509RevocationMode.NoCheck };
        if (connection.SkipTlsVerification)
        {
#pragma warning disable CA5359 // What insecure-skip-tls-verify asks for.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (_authorities.Count > 0)
        {
            // A policy in place of a callback: the host name stays checked as ever.
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(_authorities);
        }

        return options;
    }

    private static X509Certificate2Collection Authorities(ClusterConnection connection)
    {
        var authorities = new X509Certificate2Collection();
        if (connection.CertificateAuthority is not { } pem)
            return authorities;
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new ConnectionException($"{connection.Origin}: the certificate authority cannot be read: {e.Message}", e);
        }

        return authorities.Count > 0
            ? authorities
            : throw new ConnectionException($"{connection.Origin}: the certificate authority holds no certificate; give PEM text (-----BEGIN CERTIFICATE-----)");
    }

    private sealed class Pool : IDisposable
    {
        private readonly SslStreamCertificateContext? _context;

        public Pool(ClientCertificate? certificate, SocketsHttpHandler handler, SslStreamCertificateContext? context)
        {
            (Certificate, _context) = (certificate, context);
            handler.SslOptions.ClientCertificateContext = context;
            Invoker = new HttpMessageInvoker(handler, disposeHandler: true);
        }

        public ClientCertificate? Certificate { get; }

        public HttpMessageInvoker Invoker { get; }

        public void Dispose()
        {
            Invoker.Dispose();
            _context?.TargetCertificate.Dispose();
        }
    }
}
