using System.Text;
using Janitor.Engine.Inventory;
using Janitor.Gateway.Access;
using Janitor.Gateway.Problems;

namespace Janitor.Gateway.Objects;

/// <summary>Reads keys that callers write.</summary>
internal static class ObjectKey
{
    /// <summary>The longest that S3 allows, in bytes, prefix included.</summary>
    private const int MostBytes = 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks a key that is to be written.</summary>
    /// <exception cref="ProblemException">It cannot be used, or is not the tenant's; the answer says why.</exception>
    public static ReadOnlyMemory<byte> ForUpload(Visit visit, string? key)
    {
        if (Complaint(visit, key, out var bytes) is { } complaint)
            throw new ProblemException(ProblemKind.InvalidKey, complaint);
        if (!visit.Quota.Owns(visit.Of, bytes.Span))
            throw new ProblemException(ProblemKind.InvalidKey, "the key is not the tenant's by the quota's tenants.fromPath");
        return bytes;
    }

    /// <summary>Checks a key of something that should be there: null when it cannot be, or is not the tenant's.</summary>
    public static ReadOnlyMemory<byte>? Find(Visit visit, string? key) =>
        Complaint(visit, key, out var bytes) is null && visit.Quota.Owns(visit.Of, bytes.Span) ? (ReadOnlyMemory<byte>?)bytes : null;

    private static string? Complaint(Visit visit, string? key, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (string.IsNullOrEmpty(key))
            return "key is required";
        try
        {
            bytes = Utf8.GetBytes(key);
        }
        catch (EncoderFallbackException)
        {
            return "the key has half a surrogate pair, which UTF-8 cannot write";
        }

        if (Utf8.GetByteCount(visit.Quota.Quota.Spec.Target!.Bucket!.Prefix) + bytes.Length > MostBytes)
            return $"the key is longer than {MostBytes} bytes";
        if (key.Any(char.IsControl))
            return "the key has a control character";
        if (key[0] == '/')
            return "the key begins with a slash";
        if (key.Split('/').Any(segment => segment is "." or ".."))
            return "the key has a segment . or .., which many programs would resolve";
        return key.StartsWith(IStore.ReservedFolder + "/", StringComparison.Ordinal) ? $"keys below {IStore.ReservedFolder}/ are Janitor's own" : null;
    }
}
