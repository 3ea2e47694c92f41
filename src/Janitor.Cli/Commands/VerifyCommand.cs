using System.CommandLine;
using System.CommandLine.Parsing;
using Janitor.Api;
using Janitor.Engine.Verification;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor verify</c>: reads again what the ledger has booked.</summary>
internal static class VerifyCommand
{
    private const int MostReaders = 256;

    private static readonly Option<string?> Sample = new("--sample")
    {
        Description = "Read this share of the objects, such as 5%; the next run takes the next share, until all have been read",
        HelpName = "PERCENT",
        Validators = { CheckSample },
    };

    private static readonly Option<bool> Learn = new("--learn") { Description = "Read objects whose SHA-256 the ledger does not know, too, and take theirs down" };

    private static readonly Option<bool> FromStart = new("--from-start") { Description = "Begin with the first object, wherever the last run was ended" };

    private static readonly Option<int> Readers = CountOption.Create("--readers", "Objects that are read at once, 1 to 256", MostReaders, new VerificationOptions().Readers);

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new QuotaOptions(lines: true);
        var command = new Command("verify", "Reads objects again and compares them with the SHA-256 in the ledger; run again after Ctrl-C, it goes on.")
        {
            Sample, Learn, FromStart, Readers,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
            await new VerifyRunner(new VerifyArguments(options.Read(parsed), Read(parsed)), TimeProvider.System).RunAsync(cancellationToken));
        return command;
    }

    private static void CheckSample(OptionResult result)
    {
        if (result.Tokens.Count > 0 && !(Percentage.TryParse(result.Tokens[0].Value, out var share) && share.Value > 0))
            result.AddError($"--sample: \"{result.Tokens[0].Value}\" is no percentage above 0% and up to 100%, such as 5%");
    }

    private static VerificationOptions Read(ParseResult parsed) => new()
    {
        Sample = Percentage.TryParse(parsed.GetValue(Sample), out var share) ? share : null,
        Learn = parsed.GetValue(Learn),
        FromStart = parsed.GetValue(FromStart),
        Readers = parsed.GetResult(Readers) is null ? new VerificationOptions().Readers : parsed.GetValue(Readers),
    };
}
