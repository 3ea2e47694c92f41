using Janitor.Gateway.Problems;

namespace Janitor.Gateway.Access;

/// <summary>Tells who a person is by their cluster's token.</summary>
internal interface IPeople
{
    /// <summary>Who a token belongs to, and what of a quota they may; null when it is nobody's.</summary>
    /// <param name="namespace">The quota's namespace.</param>
    /// <param name="quota">The quota's name, whether there is such a quota or not.</param>
    /// <param name="token">The token.</param>
    /// <param name="changes">Whether they want to change anything.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ProblemException">They may not see the quota, or too much is asked.</exception>
    ValueTask<Caller?> FindAsync(string @namespace, string quota, string token, bool changes, CancellationToken cancellationToken);
}
