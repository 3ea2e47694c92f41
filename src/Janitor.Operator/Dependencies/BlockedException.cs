namespace Janitor.Operator.Dependencies;

/// <summary>What is to be done cannot be begun for want of something that may come: a Secret, a claim.</summary>
/// <param name="reason">One of <see cref="Status.Reasons"/>.</param>
/// <param name="message">What is missing, and what to do.</param>
internal sealed class BlockedException(string reason, string message) : Exception(message)
{
    /// <summary>One of <see cref="Status.Reasons"/>.</summary>
    public string Reason => reason;
}
