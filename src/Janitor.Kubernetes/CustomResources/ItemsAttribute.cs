namespace Janitor.Kubernetes.CustomResources;

/// <summary>How many items a list, or entries a map, has.</summary>
/// <param name="minimum">At least; 0 for no bound.</param>
/// <param name="maximum">At most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int minimum, int maximum) : Attribute
{
    /// <summary>At least; 0 for no bound.</summary>
    public int Minimum => minimum;

    /// <summary>At most.</summary>
    public int Maximum => maximum;
}
