namespace Janitor.Gateway.Objects;

/// <summary>What became of an object.</summary>
/// <param name="Key">Its key; the job of which there is nothing.</param>
/// <param name="Outcome"><c>deleted</c>: it is not there any more, or never was; <c>notFound</c>: it cannot be the tenant's; <c>failed</c>.</param>
/// <param name="Detail">Why it failed; null otherwise.</param>
internal sealed record DeletedItem(string Key, string Outcome, string? Detail)
{
    public const string Deleted = "deleted";
    public const string NotFound = "notFound";
    public const string Failed = "failed";
}
