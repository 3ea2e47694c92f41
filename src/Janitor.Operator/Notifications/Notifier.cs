using System.Collections.Concurrent;
using Janitor.Api.Notifications;
using Janitor.Kubernetes.Entities;
using Janitor.Kubernetes.Events;
using Janitor.Operator.Metrics;
using Janitor.Operator.Status;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Notifications;

/// <summary>
/// Tells webhooks what happens to objects, in the background: whoever has news neither waits nor fails. What cannot be delivered is told by event, log and metric. Those that wait are in memory alone: with
/// the process they are gone, after what is just being sent.
/// </summary>
internal sealed partial class Notifier(WebhookClient webhooks, IEventRecorder events, NotificationMetrics metrics, TimeProvider time, ILogger<Notifier> logger) : IAsyncDisposable
{
    /// <summary>How many may wait to be sent, those included that wait for another try.</summary>
    internal const int Capacity = 1000;

    private const int Tries = 5;

    /// <summary>How many are sent at once.</summary>
    private const int Senders = 8;

    /// <summary>After the first try; five times as long after each.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>What a receiver may ask for.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly ToldNews _told = new();
    private readonly SemaphoreSlim _places = new(Senders);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<Task, bool> _going = new();
    private int _waiting;

    /// <summary>How many wait to be sent, or are being sent.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Tells those webhooks that ask for it; at most once for the same object, event and id.</summary>
    /// <param name="owner">The object, as the server knows it.</param>
    /// <param name="notify">Its webhooks; their Secrets are in its namespace.</param>
    /// <param name="news">What happened.</param>
    public void Tell(IKubernetesObject owner, IReadOnlyList<Notification> notify, News news)
    {
        var now = time.GetUtcNow();
        for (var i = 0; i < notify.Count; i++)
        {
            var (webhook, wanted) = (notify[i], Wanted(notify[i]));
            var index = news.Events.ToList().FindIndex(wanted.Contains);
            // The object may be invalid: it is told of before it is looked at.
            if (index < 0 || webhook.WebhookSecretRef is null)
                continue;
            var found = news.Events[index];
            if (_told.IsNew($"{owner.Metadata.Uid}/{i}/{found}/{news.Id}"))
                Add(owner, webhook, found, NotificationText.Write(owner, news, found, now, webhook.Format));
        }
    }

    /// <summary>Sends what is just being sent, and gives up the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_going.Keys);
        _ending.Dispose();
        _places.Dispose();
    }

    private static IReadOnlyList<NotificationEvent> Wanted(Notification webhook) => webhook.Events.Count > 0
        ? webhook.Events
        :
        [
            NotificationEvent.Partial, NotificationEvent.Failed, NotificationEvent.LimitReached, NotificationEvent.Pressure, NotificationEvent.BackupStale, NotificationEvent.VerificationFailed,
            NotificationEvent.RestoreFailed,
        ];

    private void Add(IKubernetesObject owner, Notification webhook, NotificationEvent found, byte[] body)
    {
        if (Interlocked.Increment(ref _waiting) > Capacity)
        {
            Interlocked.Decrement(ref _waiting);
            Fail(owner, webhook, found, "dropped", $"more than {Capacity} notifications wait to be sent");
            return;
        }

        var task = Task.Run(() => DeliverAsync(owner, webhook, found, body), CancellationToken.None);
        _going[task] = true;
        _ = task.ContinueWith(done => _going.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task DeliverAsync(IKubernetesObject owner, Notification webhook, NotificationEvent found, byte[] body)
    {
        try
        {
            await SendAsync(owner, webhook, body);
            metrics.Count("sent");
        }
        catch (DeliveryException problem)
        {
            Fail(owner, webhook, found, "failed", problem.Message);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            Fail(owner, webhook, found, "dropped", "the operator ended before it could be sent");
        }
#pragma warning disable CA1031 // Nobody waits for the task: what was not foreseen would go unnoticed. Its message may have the address in it.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            Fail(owner, webhook, found, "failed", problem.GetType().Name);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task SendAsync(IKubernetesObject owner, Notification webhook, byte[] body)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await PostAsync(owner, webhook, body);
                return;
            }
            catch (DeliveryException problem) when (problem.MayPass && attempt < Tries)
            {
                var pause = FirstPause * Math.Pow(5, attempt - 1);
                if (problem.Wait is { } asked && asked > pause)
                    pause = asked < LongestPause ? asked : LongestPause;
                await Task.Delay(pause, time, _ending.Token);
            }
        }
    }

    /// <summary>Waits for a place and sends in it.</summary>
    private async Task PostAsync(IKubernetesObject owner, Notification webhook, byte[] body)
    {
        await _places.WaitAsync(_ending.Token);
        try
        {
            await webhooks.PostAsync(owner.Metadata.Namespace ?? "default", webhook.WebhookSecretRef!, body, _ending.Token);
        }
        finally
        {
            _places.Release();
        }
    }

    private void Fail(IKubernetesObject owner, Notification webhook, NotificationEvent found, string outcome, string problem)
    {
        metrics.Count(outcome);
        var message = $"{found} could not be told to the webhook of Secret {webhook.WebhookSecretRef!.Name}, key {webhook.WebhookSecretRef.Key}: {problem}";
        LogFailed(logger, owner.Kind, owner.Metadata.Namespace, owner.Metadata.Name, message);
        events.Record(owner, EventType.Warning, Reasons.NotificationFailed, "Notify", message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Namespace}/{Name}: {Problem}")]
    private static partial void LogFailed(ILogger logger, string kind, string? @namespace, string name, string problem);
}
