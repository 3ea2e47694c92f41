using System.Diagnostics;
using Amazon.S3;

namespace Janitor.TestBench;

/// <summary>The gateways with clocks that are behind, one an age, which the server's script raises when told on its standard input.</summary>
internal sealed class S3PastGateways(Process script, S3Server server)
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(45);

    private readonly SemaphoreSlim _dialog = new(1);
    private readonly Dictionary<TimeSpan, IAmazonS3> _clients = [];

    public async Task<IAmazonS3> StartAsync(TimeSpan age)
    {
        await _dialog.WaitAsync();
        try
        {
            if (!_clients.TryGetValue(age, out var client))
                _clients.Add(age, client = server.CreateClient(await RaiseAsync(age)));
            return client;
        }
        finally
        {
            _dialog.Release();
        }
    }

    /// <summary>The SDK corrects its signing clock by itself when the first request is refused with RequestTimeTooSkewed.</summary>
    private async Task<string> RaiseAsync(TimeSpan age)
    {
        await script.StandardInput.WriteLineAsync($"{(long)age.TotalSeconds}");
        await script.StandardInput.FlushAsync();
        var url = await script.StandardOutput.ReadLineAsync().WaitAsync(StartsWithin)
            ?? throw new InvalidOperationException("The gateway with a clock in the past did not start. Run eng/install-test-servers.");
        return "http://" + new Uri(url).Authority;
    }
}
