using Janitor.Kubernetes.Hosting;

namespace Janitor.Kubernetes.Caching;

/// <summary>
/// The pauses of client-go's reflector: 0.8 s, doubling up to 30 s, each lengthened by chance by up to as much again; from the start after two minutes
/// without one.
/// </summary>
internal sealed class Backoff(TimeProvider time, Chance chance)
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(0.8);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    private TimeSpan _next = First;
    private long? _last;

    /// <summary>Pauses.</summary>
    /// <param name="atLeast">How long the server asks to wait; zero when it does not.</param>
    /// <param name="cancellationToken">Ends the pause.</param>
    public Task PauseAsync(TimeSpan atLeast, CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last) > Quiet)
            _next = First;
        _last = time.GetTimestamp();
        var pause = _next * (1 + chance());
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return Task.Delay(pause > atLeast ? pause : atLeast, time, cancellationToken);
    }
}
