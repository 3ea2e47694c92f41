using Janitor.Api.Backups;
using Janitor.Cli.Documents;
using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands;

/// <summary>From arguments to schedules that can be worked on: all mistakes of all documents are told, and any of them ends the command before it touches anything.</summary>
/// <param name="Schedules">The schedules that were asked for.</param>
/// <param name="Identity">age's secret key; null when none was given.</param>
internal sealed record BackupSession(IReadOnlyList<PreparedSchedule> Schedules, string? Identity)
{
    /// <summary>Reads all; null when there are mistakes, which have been told then.</summary>
    /// <param name="arguments">What was given.</param>
    /// <param name="withSources">Whether sources are needed.</param>
    /// <param name="time">The clock.</param>
    public static BackupSession? Read(BackupArguments arguments, bool withSources, TimeProvider time)
    {
        var errors = new List<string>();
        var manifests = ManifestReader.Read(ManifestFile.ReadAll(arguments.Files, errors));
        errors.AddRange(manifests.Errors);
        if (errors.Count == 0 && manifests.Schedules.Count == 0)
            errors.Add($"no {BackupSchedule.KindName} in {string.Join(", ", arguments.Files)}");
        foreach (var name in errors.Count == 0 ? arguments.Schedules : [])
        {
            if (!manifests.Schedules.Exists(schedule => IsNamed(schedule, name)))
                errors.Add($"--schedule {name}: no such schedule; there are {string.Join(", ", manifests.Schedules)}");
        }

        if (arguments.SecretsDirectory is { } directory && !Directory.Exists(directory))
            errors.Add($"--secrets {directory}: there is no such directory; create it, or name another");
        var identity = ReadIdentity(arguments.IdentityFile, errors);
        var secrets = new SecretSource(manifests.Secrets, arguments.SecretsDirectory);
        var targets = new LocalTargets(arguments.Volumes, arguments.Buckets, secrets, time);
        var chosen = manifests.Schedules.Where(schedule => arguments.Schedules.Count == 0 || arguments.Schedules.Any(name => IsNamed(schedule, name)));
        var schedules = errors.Count > 0 ? [] : chosen.Select(schedule => new LocalBackups(schedule, targets, secrets).Prepare(withSources, errors)).OfType<PreparedSchedule>().ToList();
        Messages.WriteErrors(errors);
        return errors.Count == 0 ? new BackupSession(schedules, identity) : null;
    }

    private static string? ReadIdentity(string? file, List<string> errors)
    {
        try
        {
            return file is null ? null : File.ReadAllText(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--identity {file}: {problem.Message}");
            return null;
        }
    }

    private static bool IsNamed(BackupSchedule schedule, string name) => name == schedule.Metadata.Name || name == schedule.ToString();
}
