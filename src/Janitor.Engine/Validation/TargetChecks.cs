using System.Text;
using Janitor.Api;
using Janitor.Engine.Inventory;

namespace Janitor.Engine.Validation;

internal static class TargetChecks
{
    private const int LongestKey = 1024;

    /// <summary>Checks where something is.</summary>
    /// <param name="target">The place.</param>
    /// <param name="errors">Receives the mistakes.</param>
    /// <param name="field">The field that holds it.</param>
    public static void Check(Target? target, FieldErrors errors, string field = "spec.target")
    {
        switch (target)
        {
            case null or { Volume: null, Bucket: null }:
                errors.Add(field, "is required: write volume: {claimName: …} or bucket: {name: …}");
                break;
            case { Volume: not null, Bucket: not null }:
                errors.Add(field, "has both volume and bucket; keep one of them, and write an object of its own for the other");
                break;
            case { Volume: { } volume }:
                CheckVolume(volume, $"{field}.volume", errors);
                break;
            case { Bucket: { } bucket }:
                CheckBucket(bucket, $"{field}.bucket", errors);
                break;
        }
    }

    public static void CheckSecretKey(SecretKeyReference? reference, string field, FieldErrors errors)
    {
        var (name, key) = (reference?.Name ?? "", reference?.Key ?? "");
        errors.Require(Names.IsSubdomain(name), $"{field}.name", Names.Complaint(name, Names.SubdomainRule));
        errors.Require(Names.IsKey(key), $"{field}.key", Names.Complaint(key, Names.KeyRule));
    }

    /// <summary>Checks a directory of a claim.</summary>
    public static void CheckVolume(VolumeTarget volume, string field, FieldErrors errors)
    {
        var (claim, place) = ($"{field}.claimName", $"{field}.path");
        errors.Require(Names.IsSubdomain(volume.ClaimName), claim, Names.Complaint(volume.ClaimName, Names.SubdomainRule));
        if (volume.Path.Length == 0)
            return;

        var segments = (volume.Path.EndsWith('/') ? volume.Path[..^1] : volume.Path).Split('/');
        if (volume.Path.Contains('\0', StringComparison.Ordinal))
            errors.Add(place, "contains a NUL character, which no path can have");
        else if (volume.Path.StartsWith('/'))
            errors.Add(place, $"\"{volume.Path}\" is absolute; write it relative to the claim, without the leading slash");
        else if (segments.Contains(".."))
            errors.Add(place, $"\"{volume.Path}\" would leave the claim; write a path without ..");
        else if (segments.Any(segment => segment is "" or "."))
            errors.Add(place, $"\"{volume.Path}\" has an empty segment or a single dot; write the plain path");
        else if (segments.Contains(IStore.ReservedFolder))
            errors.Add(place, $"\"{volume.Path}\" is in {IStore.ReservedFolder}, which Janitor keeps for itself; choose another directory");
    }

    /// <summary>Checks a bucket.</summary>
    public static void CheckBucket(BucketTarget bucket, string field, FieldErrors errors)
    {
        errors.Require(Names.IsBucket(bucket.Name), $"{field}.name", Names.Complaint(bucket.Name, Names.BucketRule));
        if (bucket.Prefix.Contains('\0', StringComparison.Ordinal))
            errors.Add($"{field}.prefix", "contains a NUL character, which no key can have");
        else if (Encoding.UTF8.GetByteCount(bucket.Prefix) > LongestKey)
            errors.Add($"{field}.prefix", $"is longer than the {LongestKey} bytes that a key can have");
        else if (bucket.Prefix.Split('/').Contains(IStore.ReservedFolder))
            errors.Add($"{field}.prefix", $"\"{bucket.Prefix}\" is in {IStore.ReservedFolder}, which Janitor keeps for itself; choose another prefix");

        errors.Require(bucket.Provider == BucketProvider.S3, $"{field}.provider", "AzureBlob is not supported by this version; write S3");
        if (bucket.Endpoint is not null)
            CheckEndpoint(bucket.Endpoint, $"{field}.endpoint", errors);
        errors.Require(Names.IsKey(bucket.Region), $"{field}.region", Names.Complaint(bucket.Region, "a region such as us-east-1"));
        if (bucket.CredentialsSecretRef is { } credentials)
        {
            errors.Require(
                Names.IsSubdomain(credentials.Name), $"{field}.credentialsSecretRef.name", Names.Complaint(credentials.Name, Names.SubdomainRule));
        }

        if (bucket.CaBundleSecretRef is { } bundle)
            CheckSecretKey(bundle, $"{field}.caBundleSecretRef", errors);
    }

    /// <summary>The endpoint is not repeated in messages where it may hold a password.</summary>
    private static void CheckEndpoint(string endpoint, string field, FieldErrors errors)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            errors.Add(field, "is not an http or https URL; write one such as https://s3.example.com");
        else if (url.UserInfo.Length > 0)
            errors.Add(field, "contains a user name or password; put credentials into the Secret of credentialsSecretRef");
        else if (url.AbsolutePath != "/" || url.Query.Length > 0 || url.Fragment.Length > 0)
            errors.Add(field, $"\"{endpoint}\" has more than a host and port; write {url.GetLeftPart(UriPartial.Authority)}, and the bucket in name");
    }
}
