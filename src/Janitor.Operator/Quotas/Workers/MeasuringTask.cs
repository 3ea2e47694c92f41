using Janitor.Api.Quotas;

namespace Janitor.Operator.Quotas.Workers;

/// <summary>What a worker has to measure, as it is told in its environment. Secrets are not in it.</summary>
public sealed record MeasuringTask
{
    /// <summary>The environment variable that holds it, as JSON.</summary>
    public const string Variable = "JANITOR_MEASUREMENT";

    /// <summary>The environment variable that holds the connection to the database that knows the tenants, from its Secret.</summary>
    public const string ConnectionVariable = "JANITOR_TENANTS_CONNECTION";

    /// <summary>The quota's name, namespace and spec.</summary>
    public StorageQuota Quota { get; set; } = new();

    /// <summary>The Job that it is told to: its result is known by it.</summary>
    public string Job { get; set; } = string.Empty;
}
