using Janitor.Api.Retention;

namespace Janitor.Engine.Retention;

/// <summary>Finds the mistakes in a policy that its types do not rule out.</summary>
public static class PolicyValidator
{
    /// <summary>All mistakes, in the order of the fields; empty when the policy can run.</summary>
    public static IReadOnlyList<FieldError> Validate(RetentionPolicy policy)
    {
        _ = policy;
        throw new InvalidOperationException("being written");
    }
}
