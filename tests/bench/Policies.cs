namespace Janitor.Bench;

/// <summary>Policies for the commands to read.</summary>
internal static class Policies
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("janitor-bench-policies-").FullName;
    private static int _count;

    /// <summary>Writes a policy with this in its spec, and returns its path.</summary>
    public static string Write(string spec, string otherDocuments = "")
    {
        var path = Path.Combine(Folder, $"policy-{_count++}.yaml");
        File.WriteAllText(path, $"""
            apiVersion: janitor.dev/v1alpha1
            kind: RetentionPolicy
            metadata: {"{"} name: bench {"}"}
            spec:
              mode: Enforce
              {spec}
            {otherDocuments}
            """);
        return path;
    }

    public static void RemoveAll() => Directory.Delete(Folder, recursive: true);
}
