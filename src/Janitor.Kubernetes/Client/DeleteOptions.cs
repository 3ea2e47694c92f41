namespace Janitor.Kubernetes.Client;

/// <summary>What a delete request says: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/delete-options/.</summary>
internal sealed record DeleteOptions(string? PropagationPolicy, DeletePreconditions? Preconditions)
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "DeleteOptions";
}

/// <summary>What must be so, or nothing is deleted (409).</summary>
internal sealed record DeletePreconditions(string Uid);
