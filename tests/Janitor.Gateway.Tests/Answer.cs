using System.Net;
using System.Text.Json;

namespace Janitor.Gateway.Tests;

/// <summary>What the gateway answered.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Json, string? MediaType, TimeSpan? RetryAfter)
{
    /// <summary>The problem's short name; null when it is none.</summary>
    public string? Problem => MediaType == "application/problem+json" ? Json.GetProperty("type").GetString()!.Split('/')[^1] : null;

    public string? Detail => Json.TryGetProperty("detail", out var detail) ? detail.GetString() : null;

    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            var json = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
            return new Answer(response.StatusCode, json, response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter?.Delta);
        }
    }
}
