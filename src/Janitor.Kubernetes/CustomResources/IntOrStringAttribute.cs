namespace Janitor.Kubernetes.CustomResources;

/// <summary>The type is written as text or as a bare number, as a Kubernetes quantity is.</summary>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class IntOrStringAttribute : Attribute;
