namespace Janitor.Kubernetes.Connection;

/// <summary>What is needed to reach a cluster is missing or wrong; the message names the file and the entry, and says what to do.</summary>
public sealed class ConnectionException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public ConnectionException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what was behind it.</summary>
    public ConnectionException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
