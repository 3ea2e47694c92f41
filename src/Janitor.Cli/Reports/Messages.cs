namespace Janitor.Cli.Reports;

/// <summary>Everything that is not data: errors, notes and what was overridden, on the standard error output.</summary>
internal static class Messages
{
    /// <summary>Writes lines; what is in them is made safe for a terminal.</summary>
    public static void Write(string text)
    {
        foreach (var line in text.Split('\n'))
            Console.Error.WriteLine(TerminalText.Escape(line.TrimEnd('\r')));
    }

    /// <summary>Writes errors, and what follows from them.</summary>
    public static void WriteErrors(IReadOnlyList<string> errors)
    {
        foreach (var error in errors)
            Console.Error.WriteLine($"error: {TerminalText.Escape(error)}");
    }
}
