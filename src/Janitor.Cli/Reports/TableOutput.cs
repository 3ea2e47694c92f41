using Spectre.Console;

namespace Janitor.Cli.Reports;

/// <summary>Tables for people. Cells are plain text and never markup: what a file is called must not change how it is shown.</summary>
internal sealed class TableOutput(TextWriter writer, int? width, bool colors)
{
    /// <summary>Wide enough that nothing is folded where the output is a file or a pipe.</summary>
    private const int Unfolded = 4096;

    private readonly IAnsiConsole _console = CreateConsole(writer, width, colors);

    /// <summary>The standard output: as wide as the terminal, coloured only there and unless NO_COLOR says otherwise.</summary>
    public static TableOutput Standard()
    {
        var terminal = !Console.IsOutputRedirected;
        var colors = terminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new TableOutput(Console.Out, terminal && Console.BufferWidth > 0 ? Console.BufferWidth : null, colors);
    }

    /// <summary>Writes a line; what is in it is made safe.</summary>
    public void Line(string text = "", bool bold = false)
    {
        _console.Write(Cell(text, bold ? new Style(decoration: Decoration.Bold) : null));
        _console.WriteLine();
    }

    /// <summary>Writes a table.</summary>
    /// <param name="columns">The headings; those that end with <c>#</c> hold numbers and stand to the right.</param>
    /// <param name="rows">The cells.</param>
    public void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var heading = new TableColumn(new Text(column.TrimEnd('#')));
            table.AddColumn(column.EndsWith('#') ? heading.RightAligned().NoWrap() : heading);
        }

        foreach (var row in rows)
            table.AddRow(row.Select(cell => Cell(cell)));
        _console.Write(table);
    }

    private static Text Cell(string text, Style? style = null) => new Text(TerminalText.Escape(text), style);

    private static IAnsiConsole CreateConsole(TextWriter writer, int? width, bool colors)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = colors ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = width ?? Unfolded;
        return console;
    }
}
