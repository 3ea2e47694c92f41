using System.CommandLine;
using Janitor.Api.Backups;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor restore</c>: restores a backup, with no cluster.</summary>
internal static class RestoreCommand
{
    private static readonly Option<string> At = BackupCommand.At();

    private static readonly Option<string[]> Parts = new("--part") { Description = "Only this part, as janitor backup list -o json names it; repeatable. All by default", HelpName = "NAME" };

    private static readonly Option<string[]> Include = new("--include") { Description = "Only this table of a database, with its indexes and constraints, or paths and keys of this pattern; repeatable. All by default", HelpName = "TABLE|PATTERN" };

    private static readonly Option<string?> Database = new("--database") { Description = "Restore to this database, which is made when there is none; the one it was by default", HelpName = "NAME" };

    private static readonly Option<bool> NoOwner = new("--no-owner") { Description = "Make everything the connection's user's, without grants: for servers that lack the roles" };

    private static readonly Option<int> Jobs = CountOption.Create(
        "--jobs",
        "Restore a database by this many pg_restore at once, 1 to 16, which load each table together: faster, but not in one transaction, so only one that does not exist or is empty",
        RestoreSpec.MostJobs,
        usual: 1);

    private static readonly Option<string> Overwrite = new Option<string>("--overwrite")
    {
        Description = "What may be at the target: nothing (Never), something with nothing in it (IfEmpty), anything (Always)",
        HelpName = "Never|IfEmpty|Always",
        DefaultValueFactory = _ => nameof(OverwriteRule.IfEmpty),
    }.AcceptOnlyFromAmong(Enum.GetNames<OverwriteRule>());

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be done, and whether it could be; change nothing" };

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new BackupOptions();
        var command = new Command("restore", "Restores a backup to where it came from, or to another database; nothing is touched before all of it was read and proven.")
        {
            At, Parts, Include, Database, NoOwner, Jobs, Overwrite, DryRun,
        };
        options.AddTo(command, reads: true);
        command.SetAction(async (parsed, _) => await new RestoreRunner(Read(options, parsed), TimeProvider.System).RunAsync(cancellationToken));
        return command;
    }

    private static RestoreArguments Read(BackupOptions options, ParseResult parsed) => new(
        options.Read(parsed),
        parsed.GetResult(At) is null ? "latest" : parsed.GetValue(At)!,
        parsed.GetValue(Parts) ?? [],
        parsed.GetValue(Include) ?? [],
        parsed.GetResult(Database) is null ? null : parsed.GetValue(Database),
        parsed.GetValue(NoOwner),
        parsed.GetValue(Jobs),
        parsed.GetResult(Overwrite) is null ? OverwriteRule.IfEmpty : Enum.Parse<OverwriteRule>(parsed.GetValue(Overwrite)!),
        parsed.GetValue(DryRun));
}
