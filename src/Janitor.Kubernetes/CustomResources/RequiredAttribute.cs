namespace Janitor.Kubernetes.CustomResources;

/// <summary>The schema requires the field. Unlike C#'s <c>required</c>, an object without it can still be read, so that it can be told what is wrong.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;
