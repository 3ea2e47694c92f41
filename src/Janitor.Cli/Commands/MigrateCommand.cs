using System.CommandLine;
using System.CommandLine.Parsing;
using Janitor.Api;
using Janitor.Engine.Migration;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor migrate</c>: copies a directory or a bucket to another, and verifies what arrived.</summary>
internal static class MigrateCommand
{
    private const int MostTransfers = 256;

    private static readonly Option<string> From = new("--from") { Description = "dir:PATH, or s3://BUCKET/PREFIX", HelpName = "TARGET", Required = true };

    private static readonly Option<string> To = new("--to") { Description = "As --from; a missing directory is made", HelpName = "TARGET", Required = true };

    private static readonly Option<string[]> Files = new("--filename", "-f")
    {
        Description = "Policies whose targets are the buckets, and Secrets: file, directory, or - for the standard input; repeatable",
        HelpName = "FILE|DIR|-",
    };

    private static readonly Option<string?> Secrets = SharedOptions.Secrets();

    private static readonly Option<int> Transfers = CountOption.Create("--transfers", "Items on their way at once, 1 to 256", MostTransfers, new MigrationOptions().Transfers);

    private static readonly Option<string?> Bandwidth = new("--bandwidth")
    {
        Description = "The most that is sent in a second, such as 50Mi or 1G",
        HelpName = "BYTES",
        Validators = { CheckBandwidth },
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace items at the destination whose content differs; without it they are left" };

    private static readonly Option<bool> DeleteSource = new("--delete-source") { Description = "Remove each item at the source once its copy is verified, unless it has changed" };

    private static readonly Option<bool> ReadBack = new("--read-back")
    {
        Description = "Read all that arrived back and compare its SHA-256, also where the server has compared what it got; --delete-source does so anyway",
    };

    private static readonly Option<bool> NoProgress = SharedOptions.NoProgress();

    private static readonly Option<string> Output = new Option<string>("--output", "-o")
    {
        Description = "table for people, json for one report, ndjson for a line an item",
        DefaultValueFactory = _ => "table",
        HelpName = "table|json|ndjson",
    }.AcceptOnlyFromAmong("table", "json", "ndjson");

    public static Command Create(CancellationToken cancellationToken)
    {
        var command = new Command("migrate", "Copies a directory or bucket to another, verifying each item by SHA-256; run again, it goes on.")
        {
            From, To, Files, Secrets, Transfers, Bandwidth, Overwrite, DeleteSource, ReadBack, Output, NoProgress,
        };
        command.SetAction(async (parsed, _) => await new MigrateRunner(Read(parsed), TimeProvider.System).RunAsync(cancellationToken));
        return command;
    }

    private static void CheckBandwidth(OptionResult result)
    {
        if (result.Tokens.Count > 0 && !(Quantity.TryParse(result.Tokens[0].Value, out var rate) && rate.Value is >= 1 and <= int.MaxValue))
            result.AddError($"--bandwidth: \"{result.Tokens[0].Value}\" is not {Quantity.Expected}, from 1 to below 2Gi");
    }

    private static MigrateArguments Read(ParseResult parsed) => new(
        parsed.GetValue(From)!,
        parsed.GetValue(To)!,
        parsed.GetValue(Files) ?? [],
        parsed.GetValue(Secrets),
        new MigrationOptions
        {
            Transfers = parsed.GetResult(Transfers) is null ? new MigrationOptions().Transfers : parsed.GetValue(Transfers),
            BytesPerSecond = Quantity.TryParse(parsed.GetValue(Bandwidth), out var rate) ? (int)rate.Value : null,
            Overwrite = parsed.GetValue(Overwrite),
            DeleteSource = parsed.GetValue(DeleteSource),
            ReadBack = parsed.GetValue(ReadBack),
        },
        parsed.GetResult(Output) is null ? OutputFormat.Table : Enum.Parse<OutputFormat>(parsed.GetValue(Output)!, ignoreCase: true),
        !parsed.GetValue(NoProgress));
}
