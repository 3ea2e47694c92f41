namespace Janitor.Api.Quotas;

/// <summary>Where the keys are by which applications show the gateway who they are.</summary>
public sealed record ApiKeySource
{
    /// <summary>
    /// The Secrets, in the quota's own namespace: those labelled <c>janitor.dev/api-key: "true"</c> by default. The annotation <c>janitor.dev/tenant</c> says whose keys a
    /// Secret holds (<c>*</c> for one that may do everything for all tenants); each of its values is a key.
    /// </summary>
    public LabelSelector SecretSelector { get; set; } = new() { MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { ["janitor.dev/api-key"] = "true" } };
}
