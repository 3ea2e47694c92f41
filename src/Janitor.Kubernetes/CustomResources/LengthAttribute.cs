namespace Janitor.Kubernetes.CustomResources;

/// <summary>How many characters a text has; for lists, how many each of its texts has.</summary>
/// <param name="minimum">At least; 0 for no bound.</param>
/// <param name="maximum">At most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int minimum, int maximum) : Attribute
{
    /// <summary>At least; 0 for no bound.</summary>
    public int Minimum => minimum;

    /// <summary>At most.</summary>
    public int Maximum => maximum;
}
