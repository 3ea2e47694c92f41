namespace Janitor.Cli.Tests.Commands;

/// <summary>How the command ended, and what it wrote.</summary>
public sealed record JanitorResult(int Code, string Output, string Errors)
{
    public IReadOnlyList<string> ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
