namespace Janitor.Kubernetes.CustomResources;

/// <summary>
/// A CEL rule on an object (<c>self</c>) that the server checks, from Kubernetes 1.25 on; older servers drop it, so a controller checks the same.
/// Every list and text it reads has a bound, or the server refuses the whole definition for its cost.
/// </summary>
/// <param name="rule">The expression; true when all is well.</param>
/// <param name="message">What is wrong when it is not, and what to write instead.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The expression.</summary>
    public string Rule => rule;

    /// <summary>What is wrong when it is false.</summary>
    public string Message => message;
}
