using System.Security.Cryptography;
using System.Text;

namespace Janitor.Operator;

/// <summary>Identities of what has none of its own: the same causes give the same, in whichever operator.</summary>
internal static class ShortId
{
    private const int Length = 10;

    /// <summary>Ten letters and digits, which fit into a name.</summary>
    /// <param name="causes">What tells it from others, the owner's UID first.</param>
    public static string Of(params ReadOnlySpan<string?> causes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', causes))))[..Length];
}
