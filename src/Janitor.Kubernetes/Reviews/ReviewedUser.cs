namespace Janitor.Kubernetes.Reviews;

/// <summary>Who a token belongs to, with all that an authorizer may go by.</summary>
public sealed record ReviewedUser
{
    /// <summary>The name.</summary>
    public string Username { get; set; } = string.Empty;

    /// <summary>What tells them from others who had this name before; null where the server does not say.</summary>
    public string? Uid { get; set; }

    /// <summary>The groups.</summary>
    public IReadOnlyList<string>? Groups { get; set; }

    /// <summary>What else whoever has authenticated them says.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Extra { get; set; }
}
