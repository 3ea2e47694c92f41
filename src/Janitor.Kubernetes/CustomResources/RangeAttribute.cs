namespace Janitor.Kubernetes.CustomResources;

/// <summary>Which numbers a field takes.</summary>
/// <param name="minimum">The least.</param>
/// <param name="maximum">The greatest.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(long minimum, long maximum) : Attribute
{
    /// <summary>The least.</summary>
    public long Minimum => minimum;

    /// <summary>The greatest.</summary>
    public long Maximum => maximum;
}
