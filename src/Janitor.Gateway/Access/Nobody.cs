namespace Janitor.Gateway.Access;

/// <summary>Where there is no cluster, nobody has a token of it.</summary>
internal sealed class Nobody : IPeople
{
    /// <inheritdoc/>
    public ValueTask<Caller?> FindAsync(string @namespace, string quota, string token, bool changes, CancellationToken cancellationToken) => default;
}
