namespace Janitor.Engine.Backups;

/// <summary>A backup cannot be made, read or restored.</summary>
/// <param name="reason">Which kind of problem it is, by which others decide what to do.</param>
/// <param name="message">What happened and what to do about it, in words for the user.</param>
/// <param name="innerException">The cause.</param>
public sealed class BackupException(BackupProblem reason, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Which kind of problem it is.</summary>
    public BackupProblem Reason { get; } = reason;
}
