using System.CommandLine;
using System.CommandLine.Parsing;
using Janitor.Engine.Patterns;

namespace Janitor.Cli.Commands;

/// <summary>The options that all commands share: which policies, and what their claims, buckets and Secrets stand for here.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<string[]> _files = new("--filename", "-f")
    {
        Description = "File with policies, directory with *.yaml, *.yml and *.json files, or - for the standard input; repeatable",
        HelpName = "FILE|DIR|-",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _policies = new("--policy")
    {
        Description = "Only the policy of this NAME or NAMESPACE/NAME; repeatable",
        HelpName = "NAME",
    };

    private readonly Option<string?> _secrets = SharedOptions.Secrets();

    private readonly Option<string[]> _volumes = SharedOptions.Volumes();

    private readonly Option<string[]> _buckets = SharedOptions.Buckets();

    private readonly Option<string> _output = new Option<string>("--output", "-o")
    {
        Description = "table for people, json for one report (an array of reports for several policies), ndjson for a line an item",
        DefaultValueFactory = _ => "table",
        HelpName = "table|json|ndjson",
    }.AcceptOnlyFromAmong("table", "json", "ndjson");

    private readonly Option<string?> _only = new("--only")
    {
        Description = "Only items whose path matches this glob; without a slash it is matched against the name",
        HelpName = "PATTERN",
    };

    private readonly Option<bool> _noProgress = SharedOptions.NoProgress();

    public PolicyOptions()
    {
        _only.Validators.Add(CheckPattern);
    }

    public void AddTo(Command command)
    {
        AddSelectionTo(command);
        foreach (var option in (Option[])[_volumes, _buckets, _secrets, _only, _output, _noProgress])
            command.Add(option);
    }

    public void AddSelectionTo(Command command)
    {
        command.Add(_files);
        command.Add(_policies);
    }

    public PolicyArguments Read(ParseResult parsed) => new()
    {
        Files = parsed.GetValue(_files) ?? [],
        Policies = parsed.GetValue(_policies) ?? [],
        SecretsDirectory = parsed.GetResult(_secrets) is null ? null : parsed.GetValue(_secrets),
        Volumes = PairsOption.Read(parsed.GetResult(_volumes)),
        Buckets = PairsOption.Read(parsed.GetResult(_buckets)),
        Output = parsed.GetResult(_output) is null ? OutputFormat.Table : Enum.Parse<OutputFormat>(parsed.GetValue(_output)!, ignoreCase: true),
        Only = parsed.GetResult(_only) is null ? null : parsed.GetValue(_only),
        Progress = parsed.GetResult(_noProgress) is null || !parsed.GetValue(_noProgress),
    };

    private static void CheckPattern(OptionResult result)
    {
        try
        {
            if (result.Tokens.Count > 0)
                PathPattern.Glob(result.Tokens[0].Value);
        }
        catch (FormatException problem)
        {
            result.AddError($"--only: {problem.Message}");
        }
    }
}
