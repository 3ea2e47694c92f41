namespace Janitor.Gateway.Checks;

/// <summary>Bytes and objects at most; null for no bound.</summary>
/// <param name="Bytes">Bytes.</param>
/// <param name="Objects">Objects.</param>
internal sealed record Bound(long? Bytes, long? Objects);
