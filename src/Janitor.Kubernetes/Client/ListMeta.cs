namespace Janitor.Kubernetes.Client;

/// <summary>What a page of a list says of itself.</summary>
internal sealed record ListMeta
{
    public string? ResourceVersion { get; set; }

    public string? Continue { get; set; }
}
