using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Janitor.TestBench.Kubernetes;

/// <summary>
/// A real Kubernetes API server with etcd, RBAC, and nothing else: no nodes, so pods stay pending, and controllers only on demand. It ends with
/// the process, however that ends. Its programs come from the folder that <c>KUBEBUILDER_ASSETS</c> names, else from what
/// <c>eng/install-kubernetes</c> built: Kubernetes 1.20, which drops validation rules (CEL) silently and has no batch/v1 CronJob.
/// </summary>
public sealed class ApiServer : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<ApiServer>> Shared = new(() => RaiseAsync(isShared: true));

    /// <summary>Kept for the life of the process: the servers end when this pipe's other end closes.</summary>
    private readonly Process _process;

    private readonly string _programs;
    private readonly ApiServerState _state;
    private readonly bool _isShared;
    private int _usersAdded;

    private ApiServer(Process process, string programs, ApiServerState state, int port, bool isShared)
    {
        (_process, _programs, _state, _isShared) = (process, programs, state, isShared);
        Address = new Uri($"https://127.0.0.1:{port}");
        KubeconfigFile = Path.Combine(state.Folder, "kubeconfig");
        File.WriteAllText(KubeconfigFile, Kubeconfig(AdminToken));
        Client = CreateClient(AdminToken);
    }

    /// <summary>The address, such as <c>https://127.0.0.1:23180</c>. The certificate is also good for <c>localhost</c>, and for nothing else.</summary>
    public Uri Address { get; }

    /// <summary>The PEM file of the authority that signed the server's certificate.</summary>
    public string CaFile => _state.CaFile;

    /// <summary>The token of a member of <c>system:masters</c>, who may do everything.</summary>
    public string AdminToken => _state.AdminToken;

    /// <summary>A kubeconfig file of the admin. Removed with the server.</summary>
    public string KubeconfigFile { get; }

    /// <summary>A client with the admin's token; relative addresses, such as <c>api/v1/namespaces</c>, are the server's.</summary>
    public HttpClient Client { get; }

    /// <summary>
    /// The server that all tests of this process share, raised (in about 4 s) at the first call. Disposing it does nothing. It has no controllers, so
    /// that a namespace holds only what a test puts into it.
    /// </summary>
    public static Task<ApiServer> StartAsync() => Shared.Value;

    /// <summary>A server of one's own (about 300 MB of memory), for tests that spoil it. It ends when disposed.</summary>
    /// <param name="withControllers">
    /// Whether kube-controller-manager runs beside it, with the controllers that do something without nodes: garbage collector, namespaces, Jobs (pods are
    /// made, and stay pending), service accounts and their token secrets, the authority's certificate in each namespace, the aggregation of cluster roles.
    /// </param>
    public static async Task<ApiServer> StartOwnAsync(bool withControllers = false)
    {
        var server = await RaiseAsync(isShared: false);
        if (withControllers)
            await server.RaiseControllersAsync();
        return server;
    }

    /// <summary>A user without any rights but those of everyone who is known (discovery, and asking what one may do).</summary>
    /// <exception cref="InvalidOperationException">All 64 users, which is what the server was started with, were handed out.</exception>
    public ApiServerUser AddUser()
    {
        var index = Interlocked.Increment(ref _usersAdded) - 1;
        return index < _state.Users.Count ? _state.Users[index] : throw new InvalidOperationException($"All {_state.Users.Count} users are in use.");
    }

    /// <summary>A user's certificate with its private key, good for a day; <paramref name="name"/> and groups are what RBAC knows the user by.</summary>
    public X509Certificate2 CreateUserCertificate(string name, params IReadOnlyList<string> groups) => _state.Authority.IssueForUser(name, groups);

    /// <summary>Writes a kubeconfig file, removed with the server, for the bearer of a token and returns its path.</summary>
    public string WriteKubeconfig(string token)
    {
        var path = Path.Combine(_state.Folder, $"kubeconfig-{Guid.NewGuid():N}");
        File.WriteAllText(path, Kubeconfig(token));
        return path;
    }

    /// <summary>A client of one's own, to be disposed, with a token or (null) as a stranger.</summary>
    public HttpClient CreateClient(string? token)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(CaFile) },
        };
        var client = new HttpClient(handler) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Makes a namespace with a random name and returns the name. Nobody removes it: the server is thrown away.</summary>
    public async Task<string> CreateNamespaceAsync()
    {
        var name = $"test-{Guid.NewGuid():N}";
        await PostAsync("api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        return name;
    }

    /// <summary>Makes a service account, which has no rights until it is given some, and returns a token for it.</summary>
    /// <param name="namespace">An existing namespace.</param>
    /// <param name="name">The account's name, a new one there.</param>
    /// <param name="lifetime">How long the token is good: 10 minutes at least; null for an hour.</param>
    public async Task<string> CreateServiceAccountAsync(string @namespace, string name, TimeSpan? lifetime = null)
    {
        var accounts = $"api/v1/namespaces/{@namespace}/serviceaccounts";
        await PostAsync(accounts, $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        var seconds = (long)(lifetime ?? TimeSpan.FromHours(1)).TotalSeconds;
        using var answer = await PostAsync($"{accounts}/{name}/token", $$$"""{"spec":{"expirationSeconds":{{{seconds}}} }}""");
        return answer.RootElement.GetProperty("status").GetProperty("token").GetString()!;
    }

    /// <summary>The path of kubectl itself.</summary>
    public string Kubectl => Path.Combine(_programs, "kubectl");

    /// <summary>Runs kubectl as the admin and returns what it wrote to standard output.</summary>
    /// <param name="arguments">Such as <c>["apply", "-f", "-"]</c>.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <exception cref="InvalidOperationException">It failed; the message is its own.</exception>
    public Task<string> KubectlAsync(IReadOnlyList<string> arguments, string input = "") =>
        // With a cache of its own: the one in the home folder goes by the port, which another server may have had.
        Command.RunAsync(
            Kubectl, ["--kubeconfig", KubeconfigFile, "--cache-dir", Path.Combine(_state.Folder, "kubectl"), .. arguments], input);

    /// <summary>Ends a server of one's own and removes what it left; the shared one goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isShared)
            return;
        Client.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _state.Authority.Dispose();
    }

    private static async Task<ApiServer> RaiseAsync(bool isShared)
    {
        var programs = FindPrograms();
        var state = new ApiServerState();
        var script = await ServerScript.StartAsync("Kubernetes/api-server", [programs, state.Folder], "The Kubernetes API server did not start.");
        return new ApiServer(script.Process, programs, state, int.Parse(script.Place, null), isShared);
    }

    private static string FindPrograms()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        string?[] folders = [Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS"), Path.Combine(cache, "janitor", "kubernetes-1.20.2")];
        return folders.FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "etcd")) && File.Exists(Path.Combine(folder, "kube-apiserver")))
            ?? throw new InvalidOperationException(
                "No Kubernetes API server to test against. Run eng/install-kubernetes, or name a folder with etcd and kube-apiserver in KUBEBUILDER_ASSETS.");
    }

    private async Task RaiseControllersAsync()
    {
        if (!File.Exists(Path.Combine(_programs, "kube-controller-manager")))
            throw new InvalidOperationException($"There is no kube-controller-manager in {_programs}: unset KUBEBUILDER_ASSETS and run eng/install-kubernetes.");
        await _process.StandardInput.WriteLineAsync("controllers");
        await _process.StandardInput.FlushAsync();
        await _process.StandardOutput.ReadLineAsync().WaitAsync(StartsWithin);
    }

    private async Task<JsonDocument> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(body) : throw new InvalidOperationException($"POST {path}: {(int)answer.StatusCode} {body}");
    }

    private string Kubeconfig(string token) =>
        $$$"""
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "{{{Address.GetLeftPart(UriPartial.Authority)}}}", certificate-authority: "{{{CaFile}}}"}}]
        users: [{name: test, user: {token: "{{{token}}}"}}]
        contexts: [{name: test, context: {cluster: test, user: test}}]
        current-context: test

        """;
}
