namespace Janitor.Storage.Programs;

/// <summary>A program could not be started, or did not succeed.</summary>
/// <param name="program">Its name.</param>
/// <param name="message">What it said, or why it is not there.</param>
/// <param name="innerException">The cause.</param>
internal sealed class ProgramException(string program, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Its name.</summary>
    public string Program { get; } = program;
}
