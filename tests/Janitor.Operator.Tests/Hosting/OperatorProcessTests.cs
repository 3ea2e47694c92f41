using System.Globalization;
using System.Net;
using Janitor.Operator.Hosting;
using Janitor.TestBench;
using Janitor.TestBench.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Tests.Hosting;

public sealed class OperatorProcessTests : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly CancellationTokenSource _end = new();

    [Fact]
    public async Task RunAsync_Ended_Returns0()
    {
        var settings = await SettingsAsync();
        var run = OperatorProcess.RunAsync(settings, TimeProvider.System, _end.Token);
        await AnswersAsync(settings);

        await _end.CancelAsync();

        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Get_AtEitherPort_FindsOnlyWhatBelongsThere()
    {
        var settings = await SettingsAsync();
        var run = OperatorProcess.RunAsync(settings, TimeProvider.System, _end.Token);
        await AnswersAsync(settings);

        Assert.Equal(("ok", "text/plain"), await ReadAsync(settings.HealthPort, "/healthz"));
        Assert.Equal((string.Empty, "NotFound"), await ReadAsync(settings.HealthPort, "/metrics"));
        Assert.Equal((string.Empty, "NotFound"), await ReadAsync(settings.MetricsPort, "/healthz"));
        Assert.Equal((string.Empty, "NotFound"), await ReadAsync(settings.MetricsPort, "/readyz"));
        Assert.Equal((string.Empty, "NotFound"), await ReadAsync(settings.MetricsPort, "/"));
        var (metrics, type) = await ReadAsync(settings.MetricsPort, "/metrics");
        Assert.Equal("text/plain", type);
        Assert.Contains("workqueue_depth{", metrics, StringComparison.Ordinal);

        await _end.CancelAsync();
        await run;
    }

    public void Dispose()
    {
        _client.Dispose();
        _end.Dispose();
    }

    private static async Task<OperatorSettings> SettingsAsync()
    {
        var server = await ApiServer.StartAsync();
        return new OperatorSettings
        {
            Kubeconfig = server.KubeconfigFile,
            Namespaces = [await server.CreateNamespaceAsync()],
            KubeletStats = false,
            HealthPort = Ports.Free(),
            MetricsPort = Ports.Free(),
            LogLevel = LogLevel.None,
        };
    }

    private Task AnswersAsync(OperatorSettings settings) => Eventually.HoldsAsync(async () =>
    {
        try
        {
            return (await ReadAsync(settings.HealthPort, "/healthz")).Text == "ok";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    /// <summary>A page and its type, or what the server says instead.</summary>
    private async Task<(string Text, string? Type)> ReadAsync(int port, string path)
    {
        using var answer = await _client.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{path}")));
        var type = answer.StatusCode == HttpStatusCode.OK ? answer.Content.Headers.ContentType?.MediaType : answer.StatusCode.ToString();
        return (await answer.Content.ReadAsStringAsync(), type);
    }
}
