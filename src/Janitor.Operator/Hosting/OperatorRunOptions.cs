namespace Janitor.Operator.Hosting;

/// <summary>How runs take place in the operator itself.</summary>
public sealed record OperatorRunOptions
{
    /// <summary>How many go on at once, 1 to 64; the others wait. 4 by default.</summary>
    public int Concurrency { get; set; } = 4;

    /// <summary>Directories of claims that are mounted into the operator, by <c>namespace/claim</c>; none by default.</summary>
    public IReadOnlyDictionary<string, string> Volumes { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether a bucket without <c>credentialsSecretRef</c> is worked on with the operator's own identity (environment, web identity, instance profile).
    /// False by default: whoever may make a policy could otherwise use it.
    /// </summary>
    public bool AmbientCredentials { get; set; }
}
