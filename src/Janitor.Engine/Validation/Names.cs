using System.Buffers;

namespace Janitor.Engine.Validation;

/// <summary>
/// The forms of names. Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and, for bucket names,
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, with the capitals and underscores that other servers allow.
/// </summary>
internal static class Names
{
    public const string LabelRule = "at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends";
    public const string SubdomainRule = "at most 253 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends";
    public const string KeyRule = "at most 253 letters, digits, hyphens, underscores and dots";
    public const string BucketRule = "3 to 63 letters, digits, dots, hyphens and underscores, with a letter or digit at both ends";

    private static readonly SearchValues<char> LabelSigns = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> KeySigns =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <summary>The names of an object itself.</summary>
    public static void Check(string name, string @namespace, FieldErrors errors)
    {
        errors.Require(IsSubdomain(name), "metadata.name", Complaint(name, SubdomainRule));
        errors.Require(IsLabel(@namespace), "metadata.namespace", Complaint(@namespace, LabelRule));
    }

    public static bool IsLabel(string text) =>
        text.Length is > 0 and <= 63 && !text.AsSpan().ContainsAnyExcept(LabelSigns) && text[0] != '-' && text[^1] != '-';

    public static bool IsSubdomain(string text) => text.Length <= 253 && text.Split('.').All(IsLabel);

    public static bool IsKey(string text) =>
        text.Length is > 0 and <= 253 &&
        !text.AsSpan().ContainsAnyExcept(KeySigns) &&
        text != "." &&
        !text.StartsWith("..", StringComparison.Ordinal);

    public static bool IsBucket(string text) =>
        text.Length is >= 3 and <= 63 &&
        !text.AsSpan().ContainsAnyExcept(KeySigns) &&
        char.IsAsciiLetterOrDigit(text[0]) &&
        char.IsAsciiLetterOrDigit(text[^1]);

    public static string Complaint(string text, string rule) =>
        text.Length == 0 ? $"is required: {rule}" : $"\"{text}\" is not a valid name: write {rule}";
}
