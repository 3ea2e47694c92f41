using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;

namespace Janitor.TestBench;

/// <summary>
/// A real S3 server: the one that <c>JANITOR_TEST_S3</c> names (http://ACCESSKEY:SECRETKEY@host:port), else Ceph's object gateway with
/// everything in memory, one a process, which ends with the process however that ends.
/// </summary>
public sealed class S3Server
{
    /// <summary>The name, and the access key, of a user who owns nothing.</summary>
    public const string Guest = "guest";

    /// <summary>The secret key of <see cref="Guest"/>.</summary>
    public const string GuestSecret = "guestsecret";

    private static readonly ConcurrentDictionary<string, Lazy<Task<S3Server>>> Shared = new(StringComparer.Ordinal);

    /// <summary>Kept for the life of the process: the server ends when this pipe's other end closes.</summary>
    private readonly Process? _process;

    private readonly S3PastGateways? _past;

    private S3Server(Uri url, Process? process)
    {
        _process = process;
        _past = process is null ? null : new S3PastGateways(process, this);
        var user = url.UserInfo.Split(':', 2);
        if (user.Length != 2)
            throw new InvalidOperationException("JANITOR_TEST_S3 should be http://ACCESSKEY:SECRETKEY@host:port");
        (AccessKey, SecretKey) = (Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user[1]));
        Endpoint = url.GetLeftPart(UriPartial.Scheme) + url.Authority;
        Client = CreateClient(Endpoint);
    }

    /// <summary>The address, such as <c>http://127.0.0.1:23180</c>.</summary>
    public string Endpoint { get; }

    public string AccessKey { get; }

    public string SecretKey { get; }

    /// <summary>A client of the server, with path-style addresses and the SDK's own retries.</summary>
    public IAmazonS3 Client { get; }

    /// <summary>True when this process raised the server, so that its process can be asked about.</summary>
    public bool IsOwn => _process is not null;

    /// <summary>The server that all tests of this process share; raised (in about 12 s) at the first call.</summary>
    /// <param name="address">Where it listens; there is one server for each address.</param>
    public static Task<S3Server> StartAsync(string address = "127.0.0.1") =>
        Shared.GetOrAdd(address, where => new Lazy<Task<S3Server>>(() => CreateAsync(where))).Value;

    /// <summary>
    /// A client of another gateway to the same buckets, whose clock is behind by this much: what is put through it, everyone lists as that old.
    /// Raised (in about 1 s) at the first call for this age.
    /// </summary>
    /// <param name="age">How far behind, in whole seconds.</param>
    /// <exception cref="NotSupportedException">The server is not ours, and S3 itself has no way to make an old object.</exception>
    public Task<IAmazonS3> StartPastAsync(TimeSpan age) => _past?.StartAsync(age) ?? throw new NotSupportedException(
        "This test needs objects with a LastModified in the past, which only a server of our own can make: run it without JANITOR_TEST_S3.");

    /// <summary>A client of the server at another address, such as a proxy's.</summary>
    public IAmazonS3 CreateClient(string endpoint) => CreateClient(endpoint, AccessKey, SecretKey);

    /// <summary>A client of a user who owns nothing, and may do what a bucket's policy allows (<see cref="Guest"/>).</summary>
    /// <exception cref="NotSupportedException">The server is not ours, and its users are not known.</exception>
    public IAmazonS3 CreateGuestClient() => IsOwn
        ? CreateClient(Endpoint, Guest, GuestSecret)
        : throw new NotSupportedException("This test needs a second user, whom only a server of our own has: run it without JANITOR_TEST_S3.");

    /// <summary>Makes a bucket with a random name and returns the name. Nobody removes it: the server is thrown away.</summary>
    public async Task<string> CreateBucketAsync()
    {
        var name = "test-" + Guid.NewGuid().ToString("N");
        await Client.PutBucketAsync(name);
        return name;
    }

    private static AmazonS3Client CreateClient(string endpoint, string accessKey, string secretKey) => new(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
    {
        ServiceURL = endpoint,
        ForcePathStyle = true,
        AuthenticationRegion = "us-east-1",
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    private static async Task<S3Server> CreateAsync(string address)
    {
        if (Environment.GetEnvironmentVariable("JANITOR_TEST_S3") is { Length: > 0 } named)
            return new S3Server(new Uri(named), null);
        var script = await ServerScript.StartAsync(
            "s3-server", [address], "No S3 server to test against. Run eng/install-test-servers, or name one in JANITOR_TEST_S3=http://ACCESSKEY:SECRETKEY@host:port");
        return new S3Server(new Uri(script.Place), script.Process);
    }
}
