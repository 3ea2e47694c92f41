using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Janitor.Storage.Buckets.S3;

/// <summary>
/// One statement of ours in a bucket's policy, known by its <c>Sid</c>, beside whatever others have put there:
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html.
/// </summary>
internal static class PolicyStatement
{
    /// <summary>The longest policy that a bucket takes, in bytes.</summary>
    public const int LongestPolicy = 20 * 1024;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The policy in which the statement is the given one, or is not there.</summary>
    /// <param name="policy">The policy as it is; null when the bucket has none.</param>
    /// <param name="sid">What the statement is known by.</param>
    /// <param name="statement">The statement, without its Sid; null takes it away.</param>
    /// <returns>The policy to put; empty when none is left; null when it is as it should be already.</returns>
    /// <exception cref="JsonException">The policy is no JSON object.</exception>
    public static string? Merge(string? policy, string sid, JsonObject? statement)
    {
        var document = policy is null ? new JsonObject { ["Version"] = "2012-10-17" } : JsonNode.Parse(policy) as JsonObject ?? throw new JsonException("the policy is no JSON object");
        // A single statement may stand there without a list around it.
        var statements = document["Statement"] switch
        {
            JsonArray several => several.Select(one => one?.DeepClone()).ToList(),
            { } single => [single.DeepClone()],
            null => [],
        };
        var own = statements.FindIndex(one => (string?)one?["Sid"] == sid);
        var wanted = statement is null ? null : WithSid(statement, sid);
        if (own < 0 ? wanted is null : JsonNode.DeepEquals(Shortest(statements[own]), Shortest(wanted)))
            return null;
        if (own >= 0)
            statements.RemoveAt(own);
        if (wanted is not null)
            statements.Insert(own < 0 ? statements.Count : own, wanted);
        if (statements.Count == 0)
            return string.Empty;
        document["Statement"] = new JsonArray([.. statements]);
        return document.ToJsonString(Plain);
    }

    /// <summary>
    /// Denies everybody to write objects, and to begin multipart uploads of them, which are the same permission. Tags and access lists of what is there may still be
    /// changed, and all may be read and deleted.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="places">Prefixes, which end with a slash, and keys, which do not.</param>
    public static JsonObject DenyWrites(string bucket, IEnumerable<string> places) => new()
    {
        ["Effect"] = "Deny",
        ["Principal"] = "*",
        ["Action"] = "s3:PutObject",
        ["Resource"] = new JsonArray([.. places.Select(place => JsonValue.Create(ResourceOf(bucket, place)))]),
    };

    /// <summary>How long a policy without the statement is with it, in bytes.</summary>
    public static int LengthWith(string policy, string sid, JsonObject statement) =>
        Encoding.UTF8.GetByteCount(Merge(policy.Length == 0 ? null : policy, sid, statement)!);

    /// <summary>How much longer a place makes the statement, in bytes.</summary>
    public static int CostOf(string bucket, string place) => JsonSerializer.SerializeToUtf8Bytes(ResourceOf(bucket, place), Plain).Length + 1;

    /// <summary>Whether a place has signs in it that mean something else in a policy.</summary>
    public static bool NeedsEscape(string place) => Escape(place) != place;

    private static string ResourceOf(string bucket, string place) => $"arn:aws:s3:::{bucket}/{Escape(place)}{(place.EndsWith('/') ? "*" : "")}";

    /// <summary>
    /// A star and a question mark stand for anything there, and <c>${…}</c> for a variable; written so, they stand for themselves:
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars.
    /// </summary>
    private static string Escape(string prefix) => prefix
        .Replace("${", "${$}{", StringComparison.Ordinal)
        .Replace("*", "${*}", StringComparison.Ordinal)
        .Replace("?", "${?}", StringComparison.Ordinal);

    /// <summary>Servers may write a list of one as that one, and everybody as <c>{"AWS": "*"}</c>; the order of a list means nothing.</summary>
    private static JsonNode? Shortest(JsonNode? node) => node switch
    {
        JsonArray { Count: 1 } one => Shortest(one[0]),
        JsonArray several => new JsonArray([.. several.Select(Shortest).OrderBy(each => each?.ToJsonString(), StringComparer.Ordinal)]),
        JsonObject { Count: 1 } everybody when everybody["AWS"] is { } principal => Shortest(principal),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Shortest(member.Value)))),
        _ => node?.DeepClone(),
    };

    private static JsonObject WithSid(JsonObject statement, string sid)
    {
        var full = new JsonObject { ["Sid"] = sid };
        foreach (var (name, value) in statement)
            full[name] = value?.DeepClone();
        return full;
    }
}
