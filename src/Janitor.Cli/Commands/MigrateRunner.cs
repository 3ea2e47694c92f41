using Janitor.Cli.Documents;
using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Migration;
using Janitor.Engine.Retention.Reports;
using Janitor.Storage.Migration;

namespace Janitor.Cli.Commands;

/// <summary>Runs one migration.</summary>
internal sealed class MigrateRunner(MigrateArguments arguments, TimeProvider time)
{
    /// <summary>Checks everything, then copies.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        var (from, to) = ReadEnds(errors);
        using var journal = errors.Count == 0 ? OpenJournal(from!, to!, errors) : null;
        Messages.WriteErrors(errors);
        return errors.Count > 0 ? ExitCode.InvalidInput : await MigrateAsync(from!, to!, journal!, cancellationToken);
    }

    private (MigrationEnd? From, MigrationEnd? To) ReadEnds(List<string> errors)
    {
        var manifests = ManifestReader.Read(ManifestFile.ReadAll(arguments.Files, errors));
        errors.AddRange(manifests.Errors);
        if (arguments.SecretsDirectory is { } directory && !Directory.Exists(directory))
            errors.Add($"--secrets {directory}: there is no such directory; create it, or name another");
        var ends = new MigrationEnds(manifests.Policies, new SecretSource(manifests.Secrets, arguments.SecretsDirectory), time);
        var from = ends.Read("--from", arguments.From, writing: false, errors);
        var to = ends.Read("--to", arguments.To, writing: true, errors);
        if (from is not null && to is not null && from.Overlaps(to))
            errors.Add($"--to {arguments.To}: one of source and destination lies in the other; name places that have nothing in common");
        return (from, to);
    }

    private static MigrationJournal? OpenJournal(MigrationEnd from, MigrationEnd to, List<string> errors)
    {
        var directory = StateDirectory.Find() ?? Path.GetTempPath();
        try
        {
            return MigrationJournal.Open(Path.Combine(directory, "janitor", "migrations"), from.Name, to.Name);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{directory}: what was verified cannot be noted there; is the same migration running already? {problem.Message}");
            return null;
        }
    }

    private async Task<int> MigrateAsync(MigrationEnd from, MigrationEnd to, MigrationJournal journal, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var lines = arguments.Output == OutputFormat.Ndjson ? new LineWriter(Console.OpenStandardOutput(), stop, time) : null;
        Action<MigratedItem>? decided = lines is null ? null : item => lines.Write(item, ReportJson.Default.MigratedItem);
        await using var source = from.Open();
        await using var destination = to.Open();
        var progress = new MigrationProgress();
        var run = new MigrationRun(source, destination, journal, time).ExecuteAsync(arguments.Options with { Decided = decided }, progress, stop.Token);
        var view = new ProgressView(arguments.Progress && (lines is null || Console.IsOutputRedirected), time);
        var report = await view.ShowAsync(() => Text(progress), run);
        Write(report, lines);
        if (report.IsComplete)
            return ExitCode.Done;
        return report.Message is null && report.Copied + report.Present > 0 ? ExitCode.Partial : ExitCode.Failed;
    }

    /// <summary>A share of the bytes, once the source is listed.</summary>
    private static string Text(MigrationProgress progress)
    {
        var sent = $"{HumanSize.Bytes(progress.BytesSent)} sent";
        return progress.BytesSeen is { } all
            ? $"migrate: {ProgressBar.Of(progress.BytesDone, all)} {HumanSize.Count(progress.Done)} of {HumanSize.Count(progress.Seen)} item(s), {sent} of {HumanSize.Bytes(all)}"
            : $"migrate: {HumanSize.Count(progress.Done)} of {HumanSize.Count(progress.Seen)} item(s) seen so far, {sent}";
    }

    private void Write(MigrationReport report, LineWriter? lines)
    {
        switch (arguments.Output)
        {
            case OutputFormat.Table:
                MigrationTable.Write(report, TableOutput.Standard());
                break;
            case OutputFormat.Json:
                ReportOutput.WriteJson([report], 1, ReportJson.Default.MigrationReport, ReportJson.Default.IReadOnlyListMigrationReport);
                break;
        }

        lines?.Write(new ReportLine<MigrationReport>(report), ReportJson.Default.MigrationReportLine);
        if (report.Message is not null)
            Messages.Write($"error: {report.Message}");
    }
}
