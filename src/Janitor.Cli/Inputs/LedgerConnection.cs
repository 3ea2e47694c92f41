namespace Janitor.Cli.Inputs;

/// <summary>Where the ledger's connection comes from. Never from an argument: everybody on the machine can read those.</summary>
internal static class LedgerConnection
{
    /// <summary>The environment variable that holds it where no file is given.</summary>
    public const string Variable = "JANITOR_LEDGER";

    /// <summary>The connection; null, with an error, when there is none and there must be one, or its file cannot be read.</summary>
    /// <param name="file">The file that holds it; null for the environment.</param>
    /// <param name="required">Whether there must be one.</param>
    /// <param name="errors">Receives what is wrong, in words.</param>
    public static string? Read(string? file, bool required, List<string> errors)
    {
        try
        {
            var text = file is null ? Environment.GetEnvironmentVariable(Variable) : File.ReadAllText(file).Trim();
            if (!string.IsNullOrEmpty(text))
                return text;
            if (file is not null)
                errors.Add($"--ledger {file}: is empty");
            else if (required)
                errors.Add($"no ledger: set {Variable}, or write --ledger FILE");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--ledger {file}: cannot be read: {problem.Message}");
        }

        return null;
    }
}
