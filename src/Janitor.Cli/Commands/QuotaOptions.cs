using System.CommandLine;
using Janitor.Cli.Inputs;

namespace Janitor.Cli.Commands;

/// <summary>The options of commands about quotas: which, what their claims, buckets and Secrets stand for here, and where the ledger is.</summary>
internal sealed class QuotaOptions
{
    private readonly Option<string[]> _files = new("--filename", "-f")
    {
        Description = "File with StorageQuotas and Secrets, directory with *.yaml, *.yml and *.json files, or - for the standard input; repeatable",
        HelpName = "FILE|DIR|-",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _quotas = new("--quota") { Description = "Only the quota of this NAME or NAMESPACE/NAME; repeatable", HelpName = "NAME" };

    private readonly Option<string?> _secrets = SharedOptions.Secrets();

    private readonly Option<string[]> _volumes = SharedOptions.Volumes();

    private readonly Option<string[]> _buckets = SharedOptions.Buckets();

    private readonly Option<string?> _ledger = new("--ledger")
    {
        Description = $"The file that holds the ledger's connection; otherwise the environment variable {LedgerConnection.Variable} holds it",
        HelpName = "FILE",
    };

    private readonly Option<bool> _noProgress = SharedOptions.NoProgress();

    private readonly Option<string> _output;

    /// <param name="lines">Whether there is an output of a line an item.</param>
    public QuotaOptions(bool lines)
    {
        string[] formats = lines ? ["table", "json", "ndjson"] : ["table", "json"];
        _output = new Option<string>("--output", "-o")
        {
            Description = $"table for people, json for one report (an array of reports for several quotas){(lines ? ", ndjson for a line an item" : string.Empty)}",
            DefaultValueFactory = _ => "table",
            HelpName = string.Join('|', formats),
        }.AcceptOnlyFromAmong(formats);
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_files, _quotas, _ledger, _volumes, _buckets, _secrets, _output, _noProgress])
            command.Add(option);
    }

    public QuotaArguments Read(ParseResult parsed) => new()
    {
        Files = parsed.GetValue(_files) ?? [],
        Quotas = parsed.GetValue(_quotas) ?? [],
        SecretsDirectory = parsed.GetResult(_secrets) is null ? null : parsed.GetValue(_secrets),
        Volumes = PairsOption.Read(parsed.GetResult(_volumes)),
        Buckets = PairsOption.Read(parsed.GetResult(_buckets)),
        LedgerFile = parsed.GetResult(_ledger) is null ? null : parsed.GetValue(_ledger),
        Output = parsed.GetResult(_output) is null ? OutputFormat.Table : Enum.Parse<OutputFormat>(parsed.GetValue(_output)!, ignoreCase: true),
        Progress = !parsed.GetValue(_noProgress),
    };
}
