using System.Text.Json.Serialization;

namespace Janitor.Api.Notifications;

/// <summary>What a webhook is sent.</summary>
[JsonConverter(typeof(NameConverter<NotificationFormat>))]
public enum NotificationFormat
{
    /// <summary>A document with <c>kind</c>, <c>namespace</c>, <c>name</c>, <c>event</c>, <c>title</c>, <c>message</c>, <c>time</c> and <c>facts</c>.</summary>
    Json,

    /// <summary>What incoming webhooks of Slack, Mattermost and Rocket.Chat take: <c>{"text": "…"}</c>.</summary>
    Slack,
}
