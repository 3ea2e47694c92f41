using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Janitor.Gateway.Tests.Killed;

/// <summary>Some who upload all the time, each object once, and go on with the next when anything fails.</summary>
internal sealed class Uploaders(GatewayBench bench) : IAsyncDisposable
{
    private const int Many = 6;

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, byte[]> _confirmed = new(StringComparer.Ordinal);
    private Task _work = Task.CompletedTask;
    private int _number;
    private int _failed;

    /// <summary>What was confirmed: whoever uploaded it was told that it is booked.</summary>
    public IReadOnlyDictionary<string, byte[]> Confirmed => _confirmed;

    /// <summary>How many uploads broke off.</summary>
    public int Failed => _failed;

    public void Start() => _work = Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Run(UploadAsync)));

    /// <summary>Has all end when they have ended what they are at.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private async Task UploadAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var key = $"tenants/acme/{Interlocked.Increment(ref _number):00000}";
            var content = Encoding.UTF8.GetBytes($"the content of {key}, which nobody else has");
            if (await TryAsync(key, content))
                _confirmed[key] = content;
            else
                Interlocked.Increment(ref _failed);
        }
    }

    private async Task<bool> TryAsync(string key, byte[] content)
    {
        try
        {
            var offer = await bench.BeginAsync(key, content);
            if (offer.Status != HttpStatusCode.Created)
                return false;
            using var put = await bench.PutAsync(offer.Json, content);
            return put.IsSuccessStatusCode && (await bench.CompleteAsync(offer)).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
