namespace Janitor.Kubernetes.CustomResources;

/// <summary>A column of <c>kubectl get</c>, in the order of the attributes.</summary>
/// <param name="jsonPath">Where its value is: <c>.spec.mode</c>.</param>
/// <param name="name">Its title.</param>
/// <param name="type"><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>, which is shown as an age.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GenericAdditionalPrinterColumnAttribute(string jsonPath, string name, string type) : Attribute
{
    /// <summary>Where its value is.</summary>
    public string JsonPath => jsonPath;

    /// <summary>Its title.</summary>
    public string Name => name;

    /// <summary>How it is shown.</summary>
    public string Type => type;

    /// <summary>What it tells.</summary>
    public string? Description { get; set; }

    /// <summary>0 (the default): always shown; greater: with <c>-o wide</c> only.</summary>
    public int Priority { get; set; }
}
