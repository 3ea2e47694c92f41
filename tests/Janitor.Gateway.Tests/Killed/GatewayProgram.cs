using System.Diagnostics;
using System.Globalization;
using System.Net;
using Janitor.TestBench;

namespace Janitor.Gateway.Tests.Killed;

/// <summary>The command <c>janitor gateway -f</c>, a process of its own on the bucket and ledger of a bench. It is killed (SIGKILL) when disposed.</summary>
internal sealed class GatewayProgram : IAsyncDisposable
{
    private readonly Process _process;

    private GatewayProgram(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts one, with the quota and the key of the bench; returns when it answers.</summary>
    public static async Task<GatewayProgram> StartAsync(GatewayBench bench)
    {
        var (port, healthPort) = (Ports.Free(), Ports.Free());
        string[] arguments = ["gateway", "-f", "-", string.Create(CultureInfo.InvariantCulture, $"--port={port}"), string.Create(CultureInfo.InvariantCulture, $"--health-port={healthPort}"), "--log-level=Error"];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "janitor"), arguments) { UseShellExecute = false, RedirectStandardInput = true };
        start.Environment["JANITOR_LEDGER"] = bench.Database.ToString();
        var program = new GatewayProgram(Process.Start(start)!, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")));
        await program._process.StandardInput.WriteAsync(Documents(bench));
        program._process.StandardInput.Close();
        using var http = new HttpClient();
        await Eventually.HoldsAsync(() => AnswersAsync(http, healthPort));
        return program;
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http, int port)
    {
        try
        {
            return (await http.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/readyz")))).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Documents(GatewayBench bench) =>
        $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: StorageQuota
        metadata: { name: videos, namespace: media }
        spec:
          target: { bucket: { name: {{bench.Bucket}}, prefix: live/, endpoint: "{{bench.S3.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3 } } }
          tenants: { fromPath: ["tenants/{tenant}/**"] }
          gateway: { requestsPerSecond: 10000 }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: s3, namespace: media }
        stringData: { accessKeyId: {{bench.S3.AccessKey}}, secretAccessKey: {{bench.S3.SecretKey}} }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: acme, namespace: media, labels: { janitor.dev/api-key: "true" }, annotations: { janitor.dev/tenant: acme } }
        stringData: { key: {{GatewayBench.AcmeKey}} }
        """;
}
