namespace Janitor.Gateway.Checks;

/// <summary>Bytes and objects.</summary>
/// <param name="Bytes">Bytes.</param>
/// <param name="Objects">Objects.</param>
internal sealed record Stock(long Bytes, long Objects);
