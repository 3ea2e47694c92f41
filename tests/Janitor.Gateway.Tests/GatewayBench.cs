using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.S3.Model;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Gateway.Hosting;
using Janitor.Gateway.Quotas;
using Janitor.Gateway.Uploads;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Storage.Postgres.Ledger;
using Janitor.TestBench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Janitor.Gateway.Tests;

/// <summary>A gateway on a port of its own, with a new bucket and a new ledger, and the quota media/videos of 10 kB a tenant.</summary>
internal sealed class GatewayBench : IAsyncDisposable
{
    public const string AcmeKey = "acme-key-0123456789";
    public const string NewAcmeKey = "acme-key-9876543210";
    public const string BetaKey = "beta-key-0123456789";
    public const string AdminKey = "admin-key-0123456789";

    private readonly WebApplication _app;
    private readonly HttpClient _plain = new();

    private GatewayBench(WebApplication app, PostgresLedger ledger, S3Server s3, string bucket, Uri database)
    {
        (_app, Ledger, S3, Bucket, Database) = (app, ledger, s3, bucket, database);
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        Address = new Uri($"http://127.0.0.1:{new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal)).Port}");
    }

    public PostgresLedger Ledger { get; }

    public S3Server S3 { get; }

    public string Bucket { get; }

    /// <summary>All that can be asked, but the document about it.</summary>
    public IEnumerable<RouteEndpoint> Routes => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(route => route.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal));

    public Uri Database { get; }

    /// <summary>Where requests go: this gateway, unless a test names another.</summary>
    public Uri Address { get; set; }

    public static async Task<GatewayBench> StartAsync(Action<StorageQuota>? change = null, string? endpoint = null, PostgresServer? postgres = null)
    {
        var s3 = await S3Server.StartAsync();
        var bucket = await s3.CreateBucketAsync();
        var database = await (postgres ?? await PostgresServer.StartAsync()).CreateDatabaseAsync();
        var quota = Quota(bucket, endpoint ?? s3.Endpoint);
        change?.Invoke(quota);
        Secret[] secrets =
        [
            Of("s3", ("accessKeyId", s3.AccessKey), ("secretAccessKey", s3.SecretKey)),
            Keys("acme", "acme", ("old", AcmeKey), ("new", NewAcmeKey)),
            Keys("beta", "beta", ("key", BetaKey)),
            Keys("admin", "*", ("key", AdminKey)),
            Of("jobs", ("uri", database.ToString())),
        ];
        var ledger = await PostgresLedger.OpenAsync(database.ToString(), default);
        var settings = new GatewaySettings { Ledger = database.ToString(), Quotas = new QuotaDocuments([quota], secrets), Port = 0, HealthPort = 0, LogLevel = LogLevel.Warning };
        var app = GatewayProcess.Build(settings, ledger, TimeProvider.System);
        await app.StartAsync();
        return new GatewayBench(app, ledger, s3, bucket, database);
    }

    public static string Tenant(string tenant) => $"/v1/namespaces/media/quotas/videos/tenants/{tenant}/";

    public static byte[] Content(int size, byte seed = 1) => [.. Enumerable.Range(0, size).Select(i => (byte)(i * seed))];

    /// <summary>Sends a request, as acme unless another key is given.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? key = AcmeKey)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await Answer.OfAsync(await _plain.SendAsync(request));
    }

    public Task<Answer> BeginAsync(string key, byte[] content, string tenant = "acme") =>
        SendAsync(HttpMethod.Post, Tenant(tenant) + "uploads", new { key, size = content.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(content)), contentType = "text/plain" });

    /// <summary>Sends a content as the gateway said.</summary>
    public async Task<HttpResponseMessage> PutAsync(JsonElement offer, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, offer.GetProperty("url").GetString()) { Content = new ByteArrayContent(content) };
        foreach (var header in offer.GetProperty("headers").EnumerateObject().Where(header => header.Name != "content-length"))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
                request.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        return await _plain.SendAsync(request);
    }

    public Task<Answer> CompleteAsync(Answer offer, object? body = null) =>
        SendAsync(HttpMethod.Post, Tenant("acme") + $"uploads/{offer.Json.GetProperty("id").GetString()}:complete", body);

    /// <summary>Uploads from beginning to end.</summary>
    public async Task<Answer> UploadAsync(string key, byte[] content)
    {
        var offer = await BeginAsync(key, content);
        Assert.Equal(HttpStatusCode.Created, offer.Status);
        using var put = await PutAsync(offer.Json, content);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        return await CompleteAsync(offer);
    }

    public async Task<byte[]> GetAsync(string url) => await _plain.GetByteArrayAsync(new Uri(url));

    /// <summary>The keys that are in the bucket, Janitor's own included.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. ((await S3.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects ?? []).Select(item => item.Key)];

    public async Task<string> ReadAsync(string key)
    {
        using var answer = await S3.Client.GetObjectAsync(Bucket, key);
        using var reader = new StreamReader(answer.ResponseStream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>What acme has, and was promised.</summary>
    public async Task<(long Bytes, long Objects, long ReservedBytes)> UsageAsync()
    {
        var usage = await Ledger.UsageAsync(1, "acme", default);
        return (usage.Bytes, usage.Objects, usage.ReservedBytes);
    }

    /// <summary>Sweeps what has no room kept for it, however young.</summary>
    public Task SweepStraysAsync() => _app.Services.GetRequiredService<StrayUploads>().SweepAsync(TimeSpan.FromSeconds(-10), default);

    public Task<int> SweepAsync() => _app.Services.GetRequiredService<ExpiredUploads>().SweepAsync(default);

    public Task ExpireAsync() => PostgresServer.ExecuteAsync(Database, "update janitor.reservations set expires_at = now() - interval '1 second'");

    public async ValueTask DisposeAsync()
    {
        _plain.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Ledger.DisposeAsync();
    }

    private static StorageQuota Quota(string bucket, string endpoint) => new()
    {
        Metadata = new ObjectMeta { Name = "videos", Namespace = "media" },
        Spec = new StorageQuotaSpec
        {
            Target = new Target
            {
                Bucket = new BucketTarget { Name = bucket, Prefix = "live/", Endpoint = endpoint, PathStyle = true, CredentialsSecretRef = new SecretReference { Name = "s3" } },
            },
            Tenants = new TenantSource { FromPath = ["tenants/{tenant}/**"] },
            Limit = new QuotaLimit { Size = new Quantity(10_000) },
        },
    };

    private static Secret Of(string name, params (string Key, string Value)[] values) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "media" },
        Data = values.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value)),
    };

    private static Secret Keys(string name, string tenant, params (string, string)[] keys)
    {
        var secret = Of(name, keys);
        secret.Metadata.Labels = new Dictionary<string, string> { ["janitor.dev/api-key"] = "true" };
        secret.Metadata.Annotations = new Dictionary<string, string> { ["janitor.dev/tenant"] = tenant };
        return secret;
    }
}
