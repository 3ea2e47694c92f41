using System.Text;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas;
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
    public static async ValueTask<ReadOnlyMemory<byte>> ForUploadAsync(Visit visit, string? key, CancellationToken cancellationToken)
    {
        if (Complaint(visit, key, out var bytes) is { } complaint)
            throw new ProblemException(ProblemKind.InvalidKey, complaint);
        if (!IsOf(visit, await visit.Quota.TenantsOfAsync([key!], cancellationToken), bytes.Span))
            throw new ProblemException(ProblemKind.InvalidKey, "the key is not the tenant's by the quota's tenants");
        return bytes;
    }

    /// <summary>Checks a key of something that should be there: null when it cannot be, or is not the tenant's.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> FindAsync(Visit visit, string? key, CancellationToken cancellationToken) =>
        key is null ? null : (await FindAsync(visit, [key], cancellationToken))[0];

    /// <summary>Checks keys of what should be there: null for each that cannot be, or is not the tenant's.</summary>
    public static async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>?>> FindAsync(Visit visit, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var read = keys.Select(key => Complaint(visit, key, out var bytes) is null ? (ReadOnlyMemory<byte>?)bytes : null).ToArray();
        var tenants = await visit.Quota.TenantsOfAsync([.. keys.Where((_, i) => read[i] is not null)], cancellationToken);
        return [.. read.Select(bytes => bytes is { } path && IsOf(visit, tenants, path.Span) ? bytes : null)];
    }

    private static bool IsOf(Visit visit, ITenants tenants, ReadOnlySpan<byte> key) =>
        tenants.Find(key) is { IsEmpty: false } owner && owner.SequenceEqual(Utf8.GetBytes(visit.Of));

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
