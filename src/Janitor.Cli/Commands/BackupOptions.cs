using System.CommandLine;

namespace Janitor.Cli.Commands;

/// <summary>The options of commands about backups: which schedules, and what their claims, buckets and Secrets stand for here.</summary>
internal sealed class BackupOptions
{
    private readonly Option<string[]> _files = new("--filename", "-f")
    {
        Description = "File with BackupSchedules and Secrets, directory with *.yaml, *.yml and *.json files, or - for the standard input; repeatable",
        HelpName = "FILE|DIR|-",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _schedules = new("--schedule") { Description = "Only the schedule of this NAME or NAMESPACE/NAME; repeatable", HelpName = "NAME" };

    private readonly Option<string?> _secrets = SharedOptions.Secrets();

    private readonly Option<string[]> _volumes = SharedOptions.Volumes();

    private readonly Option<string[]> _buckets = SharedOptions.Buckets();

    private readonly Option<string?> _identity = new("--identity", "-i") { Description = "The file with age's secret key, for backups that are encrypted", HelpName = "FILE" };

    private readonly Option<bool> _noProgress = SharedOptions.NoProgress();

    private readonly Option<string> _output = new Option<string>("--output", "-o")
    {
        Description = "table for people, json for machines",
        DefaultValueFactory = _ => "table",
        HelpName = "table|json",
    }.AcceptOnlyFromAmong("table", "json");

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="reads">Whether it reads what backups hold, and so may need a key.</param>
    public void AddTo(Command command, bool reads)
    {
        foreach (var option in (Option[])[_files, _schedules, _volumes, _buckets, _secrets, .. reads ? new Option[] { _identity } : [], _output, _noProgress])
            command.Add(option);
    }

    public BackupArguments Read(ParseResult parsed) => new()
    {
        Files = parsed.GetValue(_files) ?? [],
        Schedules = parsed.GetValue(_schedules) ?? [],
        SecretsDirectory = parsed.GetResult(_secrets) is null ? null : parsed.GetValue(_secrets),
        Volumes = PairsOption.Read(parsed.GetResult(_volumes)),
        Buckets = PairsOption.Read(parsed.GetResult(_buckets)),
        IdentityFile = parsed.GetResult(_identity) is null ? null : parsed.GetValue(_identity),
        Output = parsed.GetResult(_output) is null ? OutputFormat.Table : Enum.Parse<OutputFormat>(parsed.GetValue(_output)!, ignoreCase: true),
        Progress = !parsed.GetValue(_noProgress),
    };
}
