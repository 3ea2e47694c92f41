using System.Text;
using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Migration;

/// <summary>How far a migration has come. Thread-safe.</summary>
public sealed class MigrationProgress
{
    private readonly Lock _lock = new();
    private readonly List<MigratedItem> _problems = [];
    private readonly Dictionary<string, (long Items, long Bytes)> _outcomes = new(StringComparer.Ordinal);
    private long _seen;
    private long _bytesSeen;
    private volatile bool _isListed;
    private long _bytesSent;
    private long _removed;
    private long _changed;
    private long _unreadable;

    /// <summary>Items found at the source.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Bytes read at the source and sent, of items that are not done yet, too.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Items that are dealt with.</summary>
    public long Done
    {
        get
        {
            lock (_lock)
                return _outcomes.Values.Sum(outcome => outcome.Items);
        }
    }

    /// <summary>The size in bytes of all items at the source; null until all of it is listed.</summary>
    public long? BytesSeen => _isListed ? Interlocked.Read(ref _bytesSeen) : null;

    /// <summary>Bytes that are dealt with: sent, of items that are not done yet too, or of items that need not be, or cannot be, sent.</summary>
    public long BytesDone
    {
        get
        {
            lock (_lock)
                return BytesSent + _outcomes.Where(outcome => outcome.Key != "copied").Sum(outcome => outcome.Value.Bytes);
        }
    }

    internal void Found(long size)
    {
        Interlocked.Increment(ref _seen);
        Interlocked.Add(ref _bytesSeen, size);
    }

    internal void Listed() => _isListed = true;

    internal void Sent(int bytes) => Interlocked.Add(ref _bytesSent, bytes);

    internal void Removed() => Interlocked.Increment(ref _removed);

    internal void Changed() => Interlocked.Increment(ref _changed);

    internal MigratedItem Add(in Item item, string outcome, string? reason, byte[]? sha256, int shown)
    {
        var (path, base64) = DecidedItem.TextOf(item.Path.Span);
        var migrated = new MigratedItem
        {
            Path = path,
            PathBase64 = base64,
            Size = item.Size,
            Outcome = outcome,
            Reason = reason,
            Sha256 = sha256 is null ? null : Convert.ToHexStringLower(sha256),
        };
        lock (_lock)
        {
            var (items, bytes) = _outcomes.GetValueOrDefault(outcome);
            _outcomes[outcome] = (items + 1, bytes + item.Size);
            Keep(migrated, shown);
        }

        return migrated;
    }

    internal void Unreadable(ReadOnlySpan<byte> path, string error, int shown)
    {
        Interlocked.Increment(ref _unreadable);
        var folder = new MigratedItem { Path = Encoding.UTF8.GetString(path) + "/", PathBase64 = null, Size = 0, Outcome = "unreadable", Reason = error, Sha256 = null };
        lock (_lock)
            Keep(folder, shown);
    }

    internal MigrationReport Report(string from, string to, DateTimeOffset startedAt, DateTimeOffset finishedAt, string? message)
    {
        lock (_lock)
        {
            (long Items, long Bytes) Of(string outcome) => _outcomes.GetValueOrDefault(outcome);
            return new MigrationReport
            {
                From = from,
                To = to,
                StartedAt = startedAt,
                FinishedAt = finishedAt,
                Seen = Seen,
                Copied = Of("copied").Items,
                BytesCopied = Of("copied").Bytes,
                Present = Of("present").Items,
                BytesPresent = Of("present").Bytes,
                Different = Of("different").Items,
                Refused = Of("refused").Items,
                Failed = Of("failed").Items,
                Removed = Interlocked.Read(ref _removed),
                Changed = Interlocked.Read(ref _changed),
                Unreadable = Interlocked.Read(ref _unreadable),
                Problems = [.. _problems],
                Message = message,
            };
        }
    }

    private void Keep(MigratedItem item, int shown)
    {
        if (item.Reason is not null && _problems.Count < shown)
            _problems.Add(item);
    }
}
