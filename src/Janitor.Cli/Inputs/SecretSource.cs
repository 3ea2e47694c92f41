using System.Text;

namespace Janitor.Cli.Inputs;

/// <summary>
/// Where references to Secrets are looked up: first among the documents, in the policy's own namespace; then in the folder given with
/// <c>--secrets</c>, which has one folder a Secret and one file a key, as Kubernetes mounts them.
/// </summary>
internal sealed class SecretSource(SecretDocuments documents, string? directory)
{
    /// <summary>
    /// One key's value as text; line ends at its end, which an editor or <c>echo</c> left there, are dropped. The complaint names what is missing
    /// and where it was looked for, and never a value.
    /// </summary>
    public bool TryGet(string space, string name, string key, out string value, out string complaint)
    {
        value = complaint = string.Empty;
        if (Find(space, name, key, ref complaint) is not { } bytes)
            return false;
        try
        {
            value = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimEnd('\r', '\n');
            if (value.Length > 0)
                return true;
            complaint = $"Secret \"{name}\" has an empty key \"{key}\"; give it a value";
        }
        catch (DecoderFallbackException)
        {
            complaint = $"Secret \"{name}\" has a key \"{key}\" that is not UTF-8 text; store the text itself";
        }

        return false;
    }

    private byte[]? Find(string space, string name, string key, ref string complaint)
    {
        if (documents.Find(space, name) is { } data)
        {
            if (data.TryGetValue(key, out var value))
                return value;
            complaint = $"Secret \"{name}\" among the documents has no key \"{key}\"; {Known(data.Keys)}";
            return null;
        }

        var folder = directory is null ? null : Path.Combine(directory, name);
        if (folder is not null && Directory.Exists(folder))
            return ReadKey(folder, name, key, ref complaint);

        var others = documents.OtherNamespaces(space, name);
        complaint = others.Count > 0
            ? $"Secret \"{name}\" is in namespace {string.Join(", ", others)}, and the policy is in {space}; write the Secret in namespace {space}"
            : $"no Secret \"{name}\" of namespace {space} among the documents of -f{(folder is null ? string.Empty : $", and no folder {folder}")}; " +
              "add the Secret to the documents, or give --secrets DIR with one folder a Secret";
        return null;
    }

    /// <summary>Keys are links into <c>..data</c> where Kubernetes mounted them; the validator has refused names that lead elsewhere.</summary>
    private static byte[]? ReadKey(string folder, string name, string key, ref string complaint)
    {
        try
        {
            var file = Path.Combine(folder, key);
            if (File.Exists(file))
                return File.ReadAllBytes(file);
            var keys = Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
            complaint = $"Secret \"{name}\" in {folder} has no key \"{key}\"; {Known(keys)}";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            complaint = $"Secret \"{name}\" in {folder} cannot be read: {problem.Message}";
        }

        return null;
    }

    private static string Known(IEnumerable<string> keys) => keys.ToList() is { Count: > 0 } known ? $"it has {string.Join(", ", known)}" : "it is empty";
}
