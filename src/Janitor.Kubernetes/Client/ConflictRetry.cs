namespace Janitor.Kubernetes.Client;

/// <summary>For changes that somebody else may come before (code 409): reads again and tries again, as client-go's <c>RetryOnConflict</c> does.</summary>
public static class ConflictRetry
{
    private const int Tries = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs <paramref name="readAndWrite"/> until there is no conflict, 5 times at most, 10 ms apart.</summary>
    /// <param name="readAndWrite">Reads the object anew, changes it, and writes it with the version that was read.</param>
    /// <param name="time">Measures the pauses.</param>
    /// <param name="cancellationToken">Ends it between two tries.</param>
    /// <exception cref="ApiException">The last conflict, or any other failure at once.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> readAndWrite, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await readAndWrite(cancellationToken);
            }
            catch (ApiException e) when (e.IsConflict && attempt < Tries)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
