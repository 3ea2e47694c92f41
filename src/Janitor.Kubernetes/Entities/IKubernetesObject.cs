namespace Janitor.Kubernetes.Entities;

/// <summary>An object of the Kubernetes API. Its class has a <see cref="KubernetesEntityAttribute"/>.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version: <c>batch/v1</c>; <c>v1</c> for the core group. Objects inside a list come without.</summary>
    string ApiVersion { get; set; }

    /// <summary>The kind: <c>Job</c>. Objects inside a list come without.</summary>
    string Kind { get; set; }

    /// <summary>Name, namespace, labels and what the server keeps about the object.</summary>
    ObjectMeta Metadata { get; set; }
}
