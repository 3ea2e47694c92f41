using System.Text;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Backups;

/// <summary>Says in a backup's folder, again and again, that its run goes on: until then what is there is not debris.</summary>
internal sealed class SignOfLife : IAsyncDisposable
{
    /// <summary>After how long without a sign a run counts as ended.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly IContents _destination;
    private readonly BackupFolder _folder;
    private readonly byte[] _text;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _repeating;

    private SignOfLife(IContents destination, BackupFolder folder, string? id, byte[] text, Item first, TimeProvider time)
    {
        (_destination, _folder, _text, _time, Id) = (destination, folder, text, time, id);
        BegunAt = first.ModifiedAt;
        _repeating = RepeatAsync();
    }

    /// <summary>What the run has in common with those it follows; null for nothing.</summary>
    public string? Id { get; }

    /// <summary>When the first sign came, by the destination's clock, in nanoseconds since 1970-01-01 UTC.</summary>
    public long BegunAt { get; }

    /// <summary>Gives the first sign.</summary>
    /// <exception cref="ContentException">The destination cannot be written.</exception>
    public static async Task<SignOfLife> BeginAsync(IContents destination, BackupFolder folder, string? id, TimeProvider time, CancellationToken cancellationToken)
    {
        var text = TextOf(id);
        await WriteAsync(destination, folder, text, cancellationToken);
        var first = await destination.FindAsync(folder.PathOf(BackupFolder.Running), cancellationToken) ?? throw new ContentException("what was written is not there");
        return new SignOfLife(destination, folder, id, text, first, time);
    }

    /// <summary>Whether the sign in a folder is that of a run of the same id.</summary>
    public static async Task<bool> IsOfAsync(IContents destination, BackupFolder folder, string id, CancellationToken cancellationToken) =>
        await SmallFile.ReadAsync(destination, folder.PathOf(BackupFolder.Running), cancellationToken) is { } text && text.AsSpan().SequenceEqual(TextOf(id));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _repeating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private static byte[] TextOf(string? id) => Encoding.UTF8.GetBytes($"a backup is being made here{(id is null ? "" : $" by {id}")}\n");

    private static Task WriteAsync(IContents destination, BackupFolder folder, byte[] text, CancellationToken cancellationToken) =>
        SmallFile.WriteAsync(destination, folder.PathOf(BackupFolder.Running), text, overwrite: true, cancellationToken);

    private async Task RepeatAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(_ended.Token))
        {
            try
            {
                await WriteAsync(_destination, _folder, _text, _ended.Token);
            }
            catch (ContentException)
            {
                // A sign that is missed is made up for by the next; should all be, the backup itself fails where it cannot write.
            }
        }
    }
}
