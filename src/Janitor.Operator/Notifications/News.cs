using Janitor.Api.Notifications;

namespace Janitor.Operator.Notifications;

/// <summary>What webhooks are told about an object.</summary>
internal sealed record News
{
    /// <summary>What it is about, such as the run's id: the same event of an object with the same id is told once in a process.</summary>
    public required string Id { get; init; }

    /// <summary>What happened, the most telling first, such as LimitReached before Succeeded. A webhook gets one message, of the first that it asks for.</summary>
    public required IReadOnlyList<NotificationEvent> Events { get; init; }

    /// <summary>What happened, in a few words: <c>a run failed</c>.</summary>
    public required string Title { get; init; }

    /// <summary>What happened, in full; no secrets.</summary>
    public required string Message { get; init; }

    /// <summary>A few facts by name, such as <c>run</c> and <c>trigger</c>, in the order in which they are shown; none by default.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];
}
