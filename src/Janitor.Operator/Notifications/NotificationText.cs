using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Janitor.Api.Notifications;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Notifications;

/// <summary>Writes what webhooks are sent, as JSON.</summary>
internal static class NotificationText
{
    /// <summary>Some receivers refuse long texts; all of it is in the object's status.</summary>
    private const int LongestMessage = 3000;

    /// <summary>The text goes to no HTML page as it is.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    /// <param name="owner">The object that it is about.</param>
    /// <param name="news">What happened to it.</param>
    /// <param name="event">The event that the webhook asks for.</param>
    /// <param name="time">When.</param>
    /// <param name="format">How.</param>
    public static byte[] Write(IKubernetesObject owner, News news, NotificationEvent @event, DateTimeOffset time, NotificationFormat format)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            if (format == NotificationFormat.Slack)
                json.WriteString("text", SlackText(owner, news));
            else
                WriteDocument(json, owner, news, @event, time);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteDocument(Utf8JsonWriter json, IKubernetesObject owner, News news, NotificationEvent @event, DateTimeOffset time)
    {
        json.WriteString("kind", owner.Kind);
        json.WriteString("namespace", owner.Metadata.Namespace);
        json.WriteString("name", owner.Metadata.Name);
        json.WriteString("event", @event.ToString());
        json.WriteString("title", news.Title);
        json.WriteString("message", Shortened(news.Message));
        json.WriteString("time", TimeConverter.Format(time));
        json.WriteStartObject("facts");
        foreach (var (name, value) in news.Facts)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static string SlackText(IKubernetesObject owner, News news)
    {
        var text = new StringBuilder().Append($"*{owner.Kind} {Escaped($"{owner.Metadata.Namespace}/{owner.Metadata.Name}: {news.Title}")}*\n{Escaped(Shortened(news.Message))}");
        if (news.Facts.Count > 0)
            text.Append('\n').AppendJoin(", ", news.Facts.Select(fact => Escaped($"{fact.Key}: {fact.Value}")));
        return text.ToString();
    }

    /// <summary>These three begin what Slack reads as markup, such as <c>&lt;!channel&gt;</c>. Source: https://api.slack.com/reference/surfaces/formatting#escaping.</summary>
    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Shortened(string text)
    {
        if (text.Length <= LongestMessage)
            return text;
        // A sign that takes two characters is not cut in two.
        var end = char.IsHighSurrogate(text[LongestMessage - 1]) ? LongestMessage - 1 : LongestMessage;
        return text[..end] + "…";
    }
}
