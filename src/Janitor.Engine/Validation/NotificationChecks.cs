using Janitor.Api.Notifications;

namespace Janitor.Engine.Validation;

internal static class NotificationChecks
{
    private const string Field = "spec.notify";

    private const int Most = 10;

    /// <summary>Checks whom an object tells what.</summary>
    /// <param name="notify">The webhooks.</param>
    /// <param name="kind">The object's kind.</param>
    /// <param name="possible">What can happen to objects of the kind.</param>
    /// <param name="errors">Receives the mistakes.</param>
    public static void Check(IReadOnlyList<Notification> notify, string kind, IReadOnlyList<NotificationEvent> possible, FieldErrors errors)
    {
        errors.Require(notify.Count <= Most, Field, $"has more than {Most} webhooks; have one of them pass it on");
        for (var i = 0; i < notify.Count; i++)
        {
            TargetChecks.CheckSecretKey(notify[i].WebhookSecretRef, $"{Field}[{i}].webhookSecretRef", errors);
            for (var j = 0; j < notify[i].Events.Count; j++)
            {
                errors.Require(
                    possible.Contains(notify[i].Events[j]),
                    $"{Field}[{i}].events[{j}]",
                    $"{notify[i].Events[j]} never happens to a {kind}; write one of {string.Join(", ", possible)}, or remove it");
            }
        }
    }
}
