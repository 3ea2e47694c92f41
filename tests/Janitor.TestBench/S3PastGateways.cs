using System.Diagnostics;
using Amazon.S3;

namespace Janitor.TestBench;

/// <summary>The gateways with clocks that are behind, one an age, which the server's script raises when told on its standard input.</summary>
internal sealed class S3PastGateways(Process script, S3Server server)
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(75);

    private readonly Lock _lock = new();
    private readonly Dictionary<TimeSpan, Task<IAmazonS3>> _clients = [];
    private Task _last = Task.CompletedTask;

    public Task<IAmazonS3> StartAsync(TimeSpan age)
    {
        lock (_lock)
        {
            if (!_clients.TryGetValue(age, out var client))
            {
                _clients.Add(age, client = RaiseAsync(_last, age));
                _last = client;
            }

            return client;
        }
    }

    /// <summary>The SDK corrects its signing clock by itself when the first request is refused with RequestTimeTooSkewed.</summary>
    private async Task<IAmazonS3> RaiseAsync(Task before, TimeSpan age)
    {
        await before;
        await script.StandardInput.WriteLineAsync($"{(long)age.TotalSeconds}");
        await script.StandardInput.FlushAsync();
        var url = await script.StandardOutput.ReadLineAsync().WaitAsync(StartsWithin)
            ?? throw new InvalidOperationException("The gateway with a clock in the past did not start. Run eng/install-test-servers.");
        return server.CreateClient("http://" + new Uri(url).Authority);
    }
}
