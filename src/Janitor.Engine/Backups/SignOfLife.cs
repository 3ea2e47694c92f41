using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Backups;

/// <summary>Says in a backup's folder, again and again, that its run goes on: until then what is there is not debris.</summary>
internal sealed class SignOfLife : IAsyncDisposable
{
    /// <summary>After how long without a sign a run counts as ended.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly byte[] Text = "a backup is being made here\n"u8.ToArray();

    private readonly IContents _destination;
    private readonly BackupFolder _folder;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _repeating;

    private SignOfLife(IContents destination, BackupFolder folder, Item first, TimeProvider time)
    {
        (_destination, _folder, _time) = (destination, folder, time);
        BegunAt = first.ModifiedAt;
        _repeating = RepeatAsync();
    }

    /// <summary>When the first sign came, by the destination's clock, in nanoseconds since 1970-01-01 UTC.</summary>
    public long BegunAt { get; }

    /// <summary>Gives the first sign.</summary>
    /// <exception cref="ContentException">The destination cannot be written.</exception>
    public static async Task<SignOfLife> BeginAsync(IContents destination, BackupFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        await WriteAsync(destination, folder, cancellationToken);
        var first = await destination.FindAsync(folder.PathOf(BackupFolder.Running), cancellationToken) ?? throw new ContentException("what was written is not there");
        return new SignOfLife(destination, folder, first, time);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _repeating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private static Task WriteAsync(IContents destination, BackupFolder folder, CancellationToken cancellationToken) =>
        SmallFile.WriteAsync(destination, folder.PathOf(BackupFolder.Running), Text, overwrite: true, cancellationToken);

    private async Task RepeatAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(_ended.Token))
        {
            try
            {
                await WriteAsync(_destination, _folder, _ended.Token);
            }
            catch (ContentException)
            {
                // A sign that is missed is made up for by the next; should all be, the backup itself fails where it cannot write.
            }
        }
    }
}
