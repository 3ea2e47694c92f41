namespace Janitor.TestBench;

/// <summary>A request on its way through a <see cref="FaultyProxy"/>.</summary>
/// <param name="Method">GET, POST, …</param>
/// <param name="Target">The path and query as sent.</param>
/// <param name="Body">The body as text.</param>
public sealed record ProxiedRequest(string Method, string Target, string Body)
{
    /// <summary>Whether this is a bulk delete.</summary>
    public bool IsBulkDelete => Method == "POST" && Target.EndsWith("?delete", StringComparison.Ordinal);

    /// <summary>Whether this is a listing.</summary>
    public bool IsListing => Method == "GET" && Target.Contains("list-type=2", StringComparison.Ordinal);
}
