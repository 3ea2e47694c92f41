namespace Janitor.Gateway.Objects;

/// <summary>What became of each object.</summary>
/// <param name="Items">The keys in the order of the request, then those of the jobs, then jobs of which there is nothing.</param>
internal sealed record DeleteAnswer(IReadOnlyList<DeletedItem> Items);
