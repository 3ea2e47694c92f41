using Janitor.Operator.Hosting;

namespace Janitor.Operator.Work;

/// <summary>Bounds how much goes on in the operator at once, whatever it is.</summary>
/// <param name="options">Says how much.</param>
internal sealed class OperatorSlots(OperatorRunOptions options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Concurrency);

    /// <summary>Waits for a place and works in it.</summary>
    public async Task<T> UseAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();
}
