using System.Text;
using Janitor.Api;

namespace Janitor.Engine.Quotas;

/// <summary>
/// What tells the place of one target's items from another's, and how a key below one target reads below another in the same bucket or claim.
/// </summary>
public sealed class StoreName
{
    private readonly string _root;
    private readonly byte[] _prefix;

    private StoreName(string root, string prefix) => (_root, _prefix) = (root, Encoding.UTF8.GetBytes(prefix));

    /// <summary>The name of a target.</summary>
    /// <param name="namespace">The namespace of the object that names it: a claim belongs to one.</param>
    /// <param name="target">A valid target.</param>
    public static StoreName Of(string @namespace, Target target)
    {
        if (target.Volume is { } volume)
            return new StoreName($"volume://{@namespace}/{volume.ClaimName}/", volume.Path.Trim('/') is { Length: > 0 } path ? path + "/" : string.Empty);
        var bucket = target.Bucket!;
        // As a Uri writes it: the host in lower case, without the scheme's own port.
        var server = Uri.TryCreate(bucket.Endpoint, UriKind.Absolute, out var endpoint) ? endpoint.ToString() : bucket.Endpoint ?? $"https://s3.{bucket.Region}.amazonaws.com";
        return new StoreName($"{server.TrimEnd('/')}/{bucket.Name}/", bucket.Prefix);
    }

    /// <summary>A key below this target as it is called below another; null when it is not there.</summary>
    public ReadOnlyMemory<byte>? In(StoreName other, ReadOnlyMemory<byte> key)
    {
        if (!SharesRootWith(other))
            return null;
        if (_prefix.AsSpan().SequenceEqual(other._prefix))
            return key;
        byte[] whole = [.. _prefix, .. key.Span];
        return whole.AsSpan().StartsWith(other._prefix) ? (ReadOnlyMemory<byte>?)whole.AsMemory(other._prefix.Length) : null;
    }

    /// <summary>Whether both are in one bucket or claim.</summary>
    public bool SharesRootWith(StoreName other) => _root == other._root;

    /// <summary>The name: <c>https://s3.example.com/videos/processed/</c>, <c>volume://media/scratch/clips/</c>.</summary>
    public override string ToString() => _root + Encoding.UTF8.GetString(_prefix);
}
