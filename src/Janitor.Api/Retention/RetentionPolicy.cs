namespace Janitor.Api.Retention;

/// <summary>Keeps one directory or bucket as declared: what goes, when, and within which limits.</summary>
public sealed record RetentionPolicy
{
    /// <summary>The only version there is.</summary>
    public const string Version = "janitor.dev/v1alpha1";

    /// <summary>This resource's kind.</summary>
    public const string KindName = "RetentionPolicy";

    /// <summary>Always <see cref="Version"/>.</summary>
    public string ApiVersion { get; set; } = Version;

    /// <summary>Always <see cref="KindName"/>.</summary>
    public string Kind { get; set; } = KindName;

    /// <summary>Name and namespace.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the user wants.</summary>
    public RetentionPolicySpec Spec { get; set; } = new();

    /// <summary><c>namespace/name</c>, as messages and reports name the policy.</summary>
    public override string ToString() => $"{Metadata.Namespace}/{Metadata.Name}";
}
