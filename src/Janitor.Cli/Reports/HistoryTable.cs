using System.Globalization;
using Janitor.Api;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Reports;

/// <summary>Runs of a policy as a table, a row a run.</summary>
internal static class HistoryTable
{
    private const string Unknown = "-";

    private static readonly string[] Columns =
        ["Started", "Duration#", "Trigger", "Dry run", "Outcome", "Scanned#", "Selected#", "Acted#", "Freed#", "Failed#", "Message"];

    /// <summary>Writes the table.</summary>
    public static void Write(IReadOnlyList<string[]> rows, TableOutput output) => output.Table(Columns, rows);

    /// <summary>A run that has ended.</summary>
    public static string[] Row(RunRecord run) =>
    [
        At(run.StartedAt),
        Length(run.FinishedAt - run.StartedAt),
        run.Trigger.ToString(),
        run.DryRun ? "yes" : "no",
        run.Outcome,
        HumanSize.Count(run.Scanned),
        HumanSize.Count(run.Selected),
        HumanSize.Count(run.Acted),
        HumanSize.Bytes(run.BytesFreed),
        HumanSize.Count(run.Failed),
        string.Join(": ", ((string?[])[run.StopReason, run.Message]).OfType<string>()),
    ];

    /// <summary>A run that goes on, or is about to begin.</summary>
    public static string[] Row(ActiveRun run, DateTimeOffset now)
    {
        var begun = run.NotBefore is null;
        var message = run.Attempt == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"attempt {run.Attempt}");
        return
        [
            begun ? At(run.StartedAt) : Unknown,
            begun ? Length(now - run.StartedAt) : Unknown,
            run.Trigger.ToString(),
            run.IsPreview ? "yes" : Unknown,
            begun ? "Running" : "Waiting",
            .. Enumerable.Repeat(Unknown, 5),
            message,
        ];
    }

    private static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>In whole seconds: the status knows no more.</summary>
    private static string Length(TimeSpan span) => new Duration(TimeSpan.FromSeconds(Math.Max(0, Math.Round(span.TotalSeconds)))).ToString();
}
