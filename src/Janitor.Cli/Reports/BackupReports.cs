using System.Globalization;
using System.Reflection;
using Janitor.Cli.Commands;
using Janitor.Engine.Backups;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Reports;

/// <summary>Backups as a table or as JSON.</summary>
internal static class BackupReports
{
    /// <summary>The version of this program: <c>0.9.0</c>.</summary>
    public static string Version => typeof(BackupReports).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Writes them.</summary>
    public static void Write(IReadOnlyList<StoredBackup> backups, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            using var output = Console.OpenStandardOutput();
            ReportJson.Write(output, [.. backups.Select(BackupLine.Of)], ReportJson.Default.IReadOnlyListBackupLine, indented: true);
            return;
        }

        if (backups.Count > 0)
            TableOutput.Standard().Table(["Schedule", "Backup", "Began", "Took#", "Plain#", "Stored#", "Parts"], backups.Select(Row));
    }

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
