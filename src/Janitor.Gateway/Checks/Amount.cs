namespace Janitor.Gateway.Checks;

/// <summary>Bytes and objects.</summary>
/// <param name="Bytes">Bytes.</param>
/// <param name="Objects">Objects.</param>
internal sealed record Amount(long Bytes, long Objects);
