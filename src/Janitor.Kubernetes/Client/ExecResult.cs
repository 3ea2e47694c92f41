namespace Janitor.Kubernetes.Client;

/// <summary>How a command in a container ended.</summary>
/// <param name="ExitCode">Its exit code; 0 when it succeeded.</param>
/// <param name="Output">The last 1,024 bytes that it wrote to its standard output, as text.</param>
/// <param name="Errors">The last 1,024 bytes that it wrote to its standard error output, as text.</param>
public sealed record ExecResult(int ExitCode, string Output, string Errors);
