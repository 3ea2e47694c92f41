using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Notifications;

/// <summary>
/// A webhook that the operator tells what happens, by POST, once for each event and run. A delivery that fails is tried five times within some minutes, and then told by the Warning event
/// <c>NotificationFailed</c>; it never keeps anything from running.
/// </summary>
public sealed record Notification
{
    /// <summary>
    /// The Secret's key that holds the webhook's address: an <c>http</c> or <c>https</c> URL, which is a secret itself, because whoever has it can post. It is read when something is to be told, redirects
    /// are not followed, and no message, event or log names more of it than the host.
    /// </summary>
    [Required]
    public SecretKeyReference? WebhookSecretRef { get; set; }

    /// <summary>What is posted; Json by default.</summary>
    public NotificationFormat Format { get; set; } = NotificationFormat.Json;

    /// <summary>What is told; all that is bad news when empty: every event but Succeeded, Recovered and RestoreSucceeded.</summary>
    [ListType]
    [Items(0, 20)]
    public IReadOnlyList<NotificationEvent> Events { get; set; } = [];
}
