using System.Collections.Concurrent;

namespace Janitor.Operator.Work;

/// <summary>What goes on beside reconciliations: one piece of work for each object, known by an identity.</summary>
/// <typeparam name="T">What it results in. Its result tells of failures, too.</typeparam>
internal sealed class BackgroundWork<T> : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Piece> _pieces = new(StringComparer.Ordinal);

    /// <summary>The object's last piece; null when none was started here.</summary>
    public Piece? Find(string uid) => _pieces.GetValueOrDefault(uid);

    /// <summary>Starts one, in the place of the object's last, which is ended if it still goes on.</summary>
    /// <param name="uid">The object.</param>
    /// <param name="id">The piece.</param>
    /// <param name="work">The work.</param>
    /// <param name="failed">The result when the work breaks off with what it did not foresee.</param>
    /// <param name="ended">Is told when it has ended.</param>
    public void Start(string uid, string id, Func<CancellationToken, Task<T>> work, Func<Exception, T> failed, Action ended)
    {
        End(uid);
        var end = new CancellationTokenSource();
        var task = Task.Run(() => ToItsEndAsync(work, failed, end.Token), CancellationToken.None);
        _pieces[uid] = new Piece(id, task, end);
        _ = task.ContinueWith(_ => ended(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Forgets an object's piece, and ends it if it still goes on.</summary>
    public void End(string uid)
    {
        if (_pieces.TryRemove(uid, out var piece))
            piece.End.Cancel();
    }

    /// <summary>Ends all, and waits until they have.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_pieces.Values.Select(piece => piece.End.CancelAsync()));
        await Task.WhenAll(_pieces.Values.Select(piece => piece.Task));
    }

    private static async Task<T> ToItsEndAsync(Func<CancellationToken, Task<T>> work, Func<Exception, T> failed, CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken);
        }
#pragma warning disable CA1031 // Work must have an end, whatever was not foreseen: it is a failed one, and told.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return failed(problem);
        }
    }

    /// <summary>One piece.</summary>
    /// <param name="Id">What tells it from others of its object.</param>
    /// <param name="Task">Its result.</param>
    /// <param name="End">Ends it.</param>
    internal sealed record Piece(string Id, Task<T> Task, CancellationTokenSource End);
}
