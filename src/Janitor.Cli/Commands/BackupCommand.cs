using System.CommandLine;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor backup</c>: makes, lists, proves and removes backups as BackupSchedules declare them, with no cluster.</summary>
internal static class BackupCommand
{
    public static Command Create(CancellationToken cancellationToken) => new("backup", "Makes, lists, proves and removes backups as BackupSchedules declare them.")
    {
        Run(cancellationToken), List(cancellationToken), Verify(cancellationToken), Prune(cancellationToken),
    };

    private static Command Run(CancellationToken cancellationToken)
    {
        var options = new BackupOptions();
        var command = new Command("run", "Makes a backup now, whatever the schedule says of time.");
        options.AddTo(command, reads: false);
        command.SetAction(async (parsed, _) => await new BackupRunner(options.Read(parsed), TimeProvider.System).RunAsync(cancellationToken));
        return command;
    }

    private static Command List(CancellationToken cancellationToken)
    {
        var options = new BackupOptions();
        var command = new Command("list", "Lists the backups at the destination, and which of them retention keeps.");
        options.AddTo(command, reads: false);
        command.SetAction(async (parsed, _) => await new BackupLister(options.Read(parsed), TimeProvider.System).RunAsync(cancellationToken));
        return command;
    }

    private static Command Verify(CancellationToken cancellationToken)
    {
        var options = new BackupOptions();
        var at = At();
        var scratch = new Option<string?>("--restore-to")
        {
            Description = "The file with a connection, postgres://…: databases are restored there under a name of their own, compared, and dropped",
            HelpName = "FILE",
        };
        var command = new Command("verify", "Reads every stored byte of a backup and compares it with its manifest; with --restore-to, restores it as well.") { at, scratch };
        options.AddTo(command, reads: true);
        command.SetAction(async (parsed, _) =>
            await new BackupVerifier(options.Read(parsed), parsed.GetValue(at)!, parsed.GetValue(scratch), TimeProvider.System).RunAsync(cancellationToken));
        return command;
    }

    private static Command Prune(CancellationToken cancellationToken)
    {
        var options = new BackupOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Remove nothing, and tell what would be" };
        var command = new Command("prune", "Removes the backups that retention does not keep; never the newest, and none whose manifest cannot be read.") { dryRun };
        options.AddTo(command, reads: false);
        command.SetAction(async (parsed, _) => await new BackupPruner(options.Read(parsed), parsed.GetValue(dryRun), TimeProvider.System).RunAsync(cancellationToken));
        return command;
    }

    /// <summary><c>--at</c>, which chooses a backup.</summary>
    public static Option<string> At() => new("--at")
    {
        Description = "Which backup: latest, its name, or a time such as 2026-03-01T12:00:00Z for the newest that was begun by then",
        HelpName = "latest|NAME|TIME",
        DefaultValueFactory = _ => "latest",
    };
}
