namespace Janitor.Gateway.Objects;

/// <summary>What became of each object.</summary>
/// <param name="Items">In the order of the request.</param>
internal sealed record DeleteAnswer(IReadOnlyList<DeletedItem> Items);
