namespace Janitor.Gateway.Objects;

/// <summary>The key that a quota's template gives an artifact.</summary>
internal static class ArtifactKey
{
    /// <summary>Replaces <c>{tenant}</c> and <c>{job}</c>.</summary>
    public static string Of(string template, string tenant, string job) =>
        string.Join(job, template.Split("{job}").Select(part => part.Replace("{tenant}", tenant, StringComparison.Ordinal)));
}
