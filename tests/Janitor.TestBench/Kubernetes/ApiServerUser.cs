namespace Janitor.TestBench.Kubernetes;

/// <summary>A user of <see cref="ApiServer"/>, known to RBAC by name.</summary>
public sealed record ApiServerUser(string Name, string Token);
