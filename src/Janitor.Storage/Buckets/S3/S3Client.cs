using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// The SDK's client, set up for any server that speaks S3. The SDK's own retries are off: <see cref="S3Retry"/> does them with the injected clock.
/// </summary>
internal sealed class S3Client : AmazonS3Client
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A bulk delete of 1,000 keys, or a copy of 5 GiB inside a slow server, takes its time.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(5);

    /// <summary>From this length on, in bytes, a server is asked whether it will take a body before it is sent (Expect: 100-continue). For less the round trip is not worth it; the AWS SDK for Go has the same bound.</summary>
    private const long LargeBody = 2 << 20;

    /// <summary>How much of a body is handed to the kernel at once, in bytes; with the SDK's 8 KiB, an upload spends twice the time in it.</summary>
    private const int SentAtOnce = 128 << 10;

    private readonly Transport _transport;

    private S3Client(AWSCredentials credentials, AmazonS3Config config, Transport transport)
        : base(credentials, config) => _transport = transport;

    private S3Client(AmazonS3Config config, Transport transport)
        : base(config) => _transport = transport;

    /// <summary>The server's clock at its first answer; null before.</summary>
    public DateTimeOffset? ServerTime => _transport.FirstDate;

    /// <summary>The server's clock at its latest answer; null before the first.</summary>
    public DateTimeOffset? LatestServerTime => _transport.LatestDate;

    /// <exception cref="StoreException">The endpoint is no http or https URL, or the CA bundle holds no certificate.</exception>
    public static S3Client Create(S3StoreOptions options)
    {
        var target = options.Target;
        var transport = new Transport(options);
        var config = new AmazonS3Config
        {
            HttpClientFactory = transport,
            ForcePathStyle = target.PathStyle,
            MaxErrorRetry = 0,
            Timeout = RequestTimeout,
            BufferSize = SentAtOnce,
            // Many servers do not know the newer checksums. Requests that must carry one, such as bulk deletes, still do.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (target.Endpoint is { } endpoint)
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                throw new StoreException("spec.target.bucket.endpoint", $"'{endpoint}' is not an http or https URL; write it like https://s3.example.com");
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = target.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(target.Region);
        }
        return options.Credentials switch
        {
            null => new S3Client(config, transport),
            { SessionToken: { } token } temporary =>
                new S3Client(new SessionAWSCredentials(temporary.AccessKeyId, temporary.SecretAccessKey, token), config, transport),
            var lasting => new S3Client(new BasicAWSCredentials(lasting.AccessKeyId, lasting.SecretAccessKey), config, transport),
        };
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<Signer>(new LeadingSlashKeeper());
        pipeline.AddHandlerAfter<Signer>(new WrongBodies());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _transport.Dispose();
    }

    /// <summary>
    /// The SDK signs a path-style request for the key <c>/a</c> as <c>/bucket//a</c> but sends it to <c>/bucket/a</c>, where the signature is
    /// wrong and another object may be: AmazonServiceClient.ComposeUrl adds no slash before a path that starts with one. It keeps both
    /// when the endpoint ends with a slash, which it may do only after signing, and not when a retry signs again.
    /// </summary>
    private sealed class LeadingSlashKeeper : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var request = executionContext.RequestContext.Request;
            var endpoint = request.Endpoint;
            if (!request.PathResources.TryGetValue("{Key+}", out var key) || !key.StartsWith('/') || endpoint.AbsoluteUri.EndsWith('/'))
                return await base.InvokeAsync<T>(executionContext);
            request.Endpoint = new Uri(endpoint.AbsoluteUri + "/");
            try
            {
                return await base.InvokeAsync<T>(executionContext);
            }
            finally
            {
                request.Endpoint = endpoint;
            }
        }
    }

    /// <summary>Sends what a <see cref="WrongBody"/> asks for.</summary>
    private sealed class WrongBodies : PipelineHandler
    {
        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            if (executionContext.RequestContext.OriginalRequest is PutObjectRequest { InputStream: WrongBody body })
                executionContext.RequestContext.Request.ContentStream = PartStream.Of(body.Sent);
            return base.InvokeAsync<T>(executionContext);
        }
    }

    /// <summary>One connection pool for one store.</summary>
    private sealed class Transport : HttpClientFactory, IDisposable
    {
        private readonly HttpClient _http;
        private long _firstDate;
        private long _latestDate;

        public Transport(S3StoreOptions options)
        {
            var sockets = new SocketsHttpHandler
            {
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                AllowAutoRedirect = false,
                // The environment's proxy is for the provider's own endpoints; an endpoint that the policy names is reached as written.
                UseProxy = options.Target.Endpoint is null,
            };
            if (options.CaBundlePem is { } pem)
            {
                // A chain policy replaces the trusted roots alone: host name, dates and usage are checked as ever.
                sockets.SslOptions.CertificateChainPolicy = TrustOnly(pem);
            }
            _http = new HttpClient(new Courier(this, sockets)) { Timeout = Timeout.InfiniteTimeSpan };
        }

        public DateTimeOffset? FirstDate => Date(ref _firstDate);

        public DateTimeOffset? LatestDate => Date(ref _latestDate);

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _http;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public void Dispose() => _http.Dispose();

        private static DateTimeOffset? Date(ref long ticks) => Interlocked.Read(ref ticks) is var read and not 0 ? new DateTimeOffset(read, TimeSpan.Zero) : null;

        private static X509ChainPolicy TrustOnly(string pem)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            try
            {
                policy.CustomTrustStore.ImportFromPem(pem);
            }
            catch (CryptographicException e)
            {
                throw new StoreException("spec.target.bucket.caBundleSecretRef", $"the CA bundle is not PEM: {e.Message}", e);
            }
            if (policy.CustomTrustStore.Count == 0)
                throw new StoreException("spec.target.bucket.caBundleSecretRef", "the CA bundle holds no certificate; it should be PEM text with BEGIN CERTIFICATE lines");
            return policy;
        }

        /// <summary>Takes requests to the server: asks before large bodies alone, and notes the server's clock.</summary>
        private sealed class Courier(Transport owner, HttpMessageHandler inner) : DelegatingHandler(inner)
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                request.Headers.ExpectContinue &= request.Content?.Headers.ContentLength >= LargeBody;
                var response = await base.SendAsync(request, cancellationToken);
                if (response.Headers.Date is { } date)
                {
                    Interlocked.CompareExchange(ref owner._firstDate, date.UtcTicks, 0);
                    Interlocked.Exchange(ref owner._latestDate, date.UtcTicks);
                }
                return response;
            }
        }
    }
}
