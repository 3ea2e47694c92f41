using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Hosting;
using Microsoft.Extensions.Logging;

namespace Janitor.Kubernetes.Events;

/// <summary>Tells events in the background, one after the other; what repeats becomes a series.</summary>
internal sealed class EventRecorder(
    IKubernetesClient client, OperatorOptions options, TimeProvider time, Chance chance, RuntimeMetrics metrics, ILogger<EventRecorder> logger) : IEventRecorder
{
    /// <summary>How many events may wait.</summary>
    public const int Capacity = 1000;

    /// <summary>After how long without a repeat an event is a new one. As client-go.</summary>
    public static readonly TimeSpan SeriesEnd = TimeSpan.FromMinutes(6);

    /// <summary>How often a series is written at most, after its first repeat, which is written at once.</summary>
    public static readonly TimeSpan SeriesPeriod = TimeSpan.FromMinutes(1);

    /// <summary>How often an event is tried, and the pause between. As client-go.</summary>
    public const int Tries = 12;
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);

    private const int NoteBytes = 1024;
    private const int NameLength = 253;

    private readonly Channel<Event> _queue = Channel.CreateBounded<Event>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Dictionary<EventKey, Series> _series = [];
    private readonly string _instance = Environment.MachineName is { Length: <= 128 } name ? name : Environment.MachineName[..128];
    private long _sequence;

    public void Record(IKubernetesObject regarding, EventType type, string reason, string action, string note, IKubernetesObject? related = null)
    {
        var now = time.GetUtcNow();
        // Two events of one tick must not have one name.
        var suffix = $".{(now.UtcTicks * 100) + (Interlocked.Increment(ref _sequence) % 100):x}";
        var name = regarding.Metadata.Name;
        var entity = new Event
        {
            Metadata = new ObjectMeta
            {
                Name = (name.Length + suffix.Length <= NameLength ? name : name[..(NameLength - suffix.Length)].TrimEnd('.', '-')) + suffix,
                // Where the events of cluster-scoped objects live; the server insists.
                Namespace = regarding.Metadata.Namespace ?? "default",
            },
            EventTime = now,
            ReportingController = options.Name,
            ReportingInstance = _instance,
            Action = action,
            Reason = reason,
            Regarding = ReferenceTo(regarding),
            Related = related is null ? null : ReferenceTo(related),
            Note = Cut(note),
            Type = type.ToString(),
        };
        if (_queue.Writer.TryWrite(entity))
            return;
        metrics.EventsDropped.Add(1);
        logger.EventDropped(reason, name);
    }

    /// <summary>Takes no more events; those that wait are told.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Tells events until <see cref="Complete"/> is called and all are told, or until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await WaitAsync(cancellationToken))
        {
            while (_queue.Reader.TryRead(out var next))
                await TellAsync(next, cancellationToken);
            await WriteSeriesAsync(all: false, cancellationToken);
        }
        await WriteSeriesAsync(all: true, cancellationToken);
    }

    /// <summary>Waits for an event, or until a series may be written; false when there will be no more.</summary>
    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var waiting = _queue.Reader.WaitToReadAsync(cancellationToken).AsTask();
        if (_series.Count == 0)
            return await waiting;
        try
        {
            return await waiting.WaitAsync(SeriesPeriod, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    private async Task TellAsync(Event entity, CancellationToken cancellationToken)
    {
        var key = EventKey.Of(entity);
        var happened = entity.EventTime!.Value;
        if (_series.TryGetValue(key, out var series) && happened - series.Last < SeriesEnd)
        {
            series.Count++;
            series.Last = happened;
            if (series.Count == 2)
                await WriteAsync(series, cancellationToken);
        }
        else if (await TryAsync(() => client.CreateAsync(entity, cancellationToken), entity, cancellationToken))
        {
            _series[key] = new Series(entity, happened);
        }
    }

    /// <summary>Writes the series that are due, or all that have something to tell, and forgets those that have ended.</summary>
    private async Task WriteSeriesAsync(bool all, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (key, series) in _series.ToList())
        {
            var ended = now - series.Last >= SeriesEnd;
            if (series.Count > series.WrittenCount && (all || ended || now - series.Written >= SeriesPeriod))
                await WriteAsync(series, cancellationToken);
            if (ended)
                _series.Remove(key);
        }
    }

    private async Task WriteAsync(Series series, CancellationToken cancellationToken)
    {
        (series.WrittenCount, series.Written) = (series.Count, time.GetUtcNow());
        var patch = new JsonObject
        {
            ["series"] = new JsonObject { ["count"] = series.Count, ["lastObservedTime"] = MicroTimeConverter.Format(series.Last) },
        };
        var entity = series.Event;
        await TryAsync(() => client.MergeAsync<Event>(entity.Metadata.Name, entity.Metadata.Namespace, patch, cancellationToken), entity, cancellationToken);
    }

    private async Task<bool> TryAsync(Func<Task<Event>> send, Event entity, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await send();
                return true;
            }
            catch (ApiException e) when (attempt < Tries && e.Code is 0 or 429 or >= 500)
            {
                // The first pause by chance, so that many processes do not come back at once after the server was away.
                await Task.Delay(attempt == 1 ? RetryPause * chance() : RetryPause, time, cancellationToken);
            }
            catch (ApiException e)
            {
                metrics.EventsDropped.Add(1);
                logger.EventFailed(entity.Reason, entity.Regarding?.Name, e.Message);
                return false;
            }
        }
    }

    private static ObjectReference ReferenceTo(IKubernetesObject entity)
    {
        var type = EntityType.Of(entity.GetType());
        return new ObjectReference
        {
            ApiVersion = type.ApiVersion,
            Kind = type.Kind,
            Namespace = entity.Metadata.Namespace,
            Name = entity.Metadata.Name,
            Uid = entity.Metadata.Uid,
        };
    }

    private static string Cut(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= NoteBytes)
            return note;
        const string Rest = "…";
        var (bytes, length) = (Encoding.UTF8.GetByteCount(Rest), 0);
        foreach (var rune in note.EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > NoteBytes)
                break;
            length += rune.Utf16SequenceLength;
        }
        return note[..length] + Rest;
    }

    private sealed class Series(Event first, DateTimeOffset happened)
    {
        public Event Event => first;

        public int Count { get; set; } = 1;

        public int WrittenCount { get; set; } = 1;

        public DateTimeOffset Last { get; set; } = happened;

        public DateTimeOffset Written { get; set; } = happened;
    }
}
