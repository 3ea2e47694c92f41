using System.Globalization;
using Janitor.Cli.Commands;
using Janitor.Engine.Backups;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Reports;

/// <summary>Backups as a table or as JSON.</summary>
internal static class BackupReports
{
    private static readonly string[] Columns = ["Schedule", "Backup", "Began", "Took#", "Plain#", "Stored#", "Parts"];

    /// <summary>Writes them.</summary>
    public static void Write(IReadOnlyList<StoredBackup> backups, OutputFormat format) => Write([.. backups.Select(BackupLine.Of)], Columns, backups.Select(Row), format);

    /// <summary>Writes them with what retention says of each.</summary>
    public static void Write(IReadOnlyList<JudgedBackup> backups, OutputFormat format) => Write(
        [.. backups.Select(BackupLine.Of)], [.. Columns, "Kept"], backups.Select(judged => (string[])[.. Row(judged.Backup), Say(judged.Verdict)]), format);

    /// <summary>Writes them with what was done with each.</summary>
    /// <param name="backups">The backups.</param>
    /// <param name="dryRun">Whether nothing was to be removed.</param>
    /// <param name="format">The form.</param>
    public static void Write(IReadOnlyList<PrunedBackup> backups, bool dryRun, OutputFormat format) => Write(
        [.. backups.Select(pruned => BackupLine.Of(pruned, dryRun))],
        [.. Columns, "Kept", "Removed"],
        backups.Select(pruned => (string[])[.. Row(pruned.Backup), Say(pruned.Verdict), pruned.Problem is not null ? "failed" : pruned.Removed ? "yes" : dryRun && pruned.Verdict.Expires ? "would be" : "no"]),
        format);

    private static void Write(IReadOnlyList<BackupLine> lines, string[] columns, IEnumerable<string[]> rows, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            using var output = Console.OpenStandardOutput();
            ReportJson.Write(output, lines, ReportJson.Default.IReadOnlyListBackupLine, indented: true);
        }
        else if (lines.Count > 0)
        {
            TableOutput.Standard().Table(columns, rows);
        }
    }

    private static string Say(BackupVerdict verdict) => verdict.IsGood ? verdict.ToString() : "left: its manifest cannot be read";

    private static string[] Row(StoredBackup backup) => backup.Manifest is not { } manifest
        ? [backup.Folder.Schedule, backup.Folder.Name, "", "", "", "", backup.Problem!.Message]
        :
        [
            backup.Folder.Schedule,
            backup.Folder.Name,
            manifest.StartedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{(manifest.CompletedAt - manifest.StartedAt).TotalSeconds:0.0} s"),
            HumanSize.Bytes(manifest.PlainSize()),
            HumanSize.Bytes(manifest.StoredSize()),
            string.Join(", ", manifest.Parts.Select(part => part.Name)),
        ];
}
