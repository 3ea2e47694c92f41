using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Janitor.TestBench;

namespace Janitor.Bench;

/// <summary>The gateway as a process of its own, with one quota of one bucket, started as the chart starts it.</summary>
internal sealed class GatewayProgram : IAsyncDisposable
{
    public const string Key = "bench-key-0123456789";
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private GatewayProgram(Process process, int port, int healthPort)
    {
        _process = process;
        Health = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{healthPort}/healthz"));
        Http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/v1/namespaces/bench/quotas/bench/tenants/")) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    /// <summary>Asks about tenants: addresses begin with the tenant.</summary>
    public HttpClient Http { get; }

    /// <summary>A page that nothing is asked for.</summary>
    public Uri Health { get; }

    /// <summary>How many bytes it has resident.</summary>
    public (long Now, long Peak, long Own) Memory => ResidentMemory.Of(_process.Id);

    public static async Task<GatewayProgram> StartAsync(string janitor, Uri ledger, S3Server s3, string bucket)
    {
        var (port, healthPort) = (Ports.Free(), Ports.Free());
        string[] arguments = ["gateway", "-f", "-", string.Create(CultureInfo.InvariantCulture, $"--port={port}"), string.Create(CultureInfo.InvariantCulture, $"--health-port={healthPort}"), "--log-level=Warning"];
        var start = new ProcessStartInfo(janitor, arguments) { RedirectStandardInput = true, UseShellExecute = false };
        start.Environment["JANITOR_LEDGER"] = ledger.ToString();
        (start.Environment["DOTNET_EnableDiagnostics"], start.Environment["DOTNET_GCgen0size"], start.Environment["DOTNET_TC_CallCountThreshold"]) = ("0", "0x400000", "0x20");
        var program = new GatewayProgram(Process.Start(start)!, port, healthPort);
        await program._process.StandardInput.WriteAsync(Documents(s3, bucket));
        program._process.StandardInput.Close();
        await program.WhenReadyAsync(healthPort);
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WhenReadyAsync(int healthPort)
    {
        using var http = new HttpClient();
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{healthPort}/readyz")));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < LongestStart)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static string Documents(S3Server s3, string bucket) =>
        $$"""
        apiVersion: janitor.dev/v1alpha1
        kind: StorageQuota
        metadata: { name: bench, namespace: bench }
        spec:
          target: { bucket: { name: {{bucket}}, endpoint: "{{s3.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3 } } }
          tenants: { fromPath: ["tenants/{tenant}/**"] }
          limit: { size: 1Pi }
          gateway: { requestsPerSecond: 100000 }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: s3, namespace: bench }
        stringData: { accessKeyId: {{s3.AccessKey}}, secretAccessKey: {{s3.SecretKey}} }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: all, namespace: bench, labels: { janitor.dev/api-key: "true" }, annotations: { janitor.dev/tenant: "*" } }
        stringData: { key: {{Key}} }
        """;
}
