namespace Janitor.Kubernetes.Controllers;

/// <summary>The delay of a key that fails again and again: 5 ms, doubling with each failure up to 1000 s, as client-go's.</summary>
internal sealed class FailureBackoff<TKey>
    where TKey : notnull
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1000);

    private readonly Dictionary<TKey, int> _failures = [];

    /// <summary>Counts a failure, and gives the delay after it.</summary>
    public TimeSpan Next(TKey key)
    {
        var failures = _failures.GetValueOrDefault(key);
        _failures[key] = failures + 1;
        var seconds = First.TotalSeconds * Math.Pow(2, failures);
        return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
    }

    public void Forget(TKey key) => _failures.Remove(key);
}
