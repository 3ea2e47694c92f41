namespace Janitor.Gateway.Objects;

/// <summary>Asks to delete objects: at most 1,000 keys, those of the jobs' artifacts counted.</summary>
internal sealed record DeleteRequest
{
    /// <summary>Keys.</summary>
    public IReadOnlyList<string> Keys { get; set; } = [];

    /// <summary>Jobs: all that the quota's <c>artifacts</c> name of them.</summary>
    public IReadOnlyList<string> Jobs { get; set; } = [];
}
