using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor usage</c>: what tenants have, by the ledger or by a listing.</summary>
internal static class UsageCommand
{
    private const string DayForm = "yyyy-MM-dd";

    private static readonly Option<string?> Tenant = new("--tenant") { Description = "Only this tenant", HelpName = "NAME" };

    private static readonly Option<string?> By = new Option<string?>("--by")
    {
        Description = "A breakdown from the ledger: by the first folder (below the tenant's own with --tenant), or what each day stored and freed",
        HelpName = "folder|day",
    }.AcceptOnlyFromAmong("folder", "day");

    private static readonly Option<string?> From = new("--from") { Description = "With --by day: the first day (UTC); 30 days before the last without it", HelpName = "DAY", Validators = { CheckDay } };

    private static readonly Option<string?> To = new("--to") { Description = "With --by day: the last day (UTC); today without it", HelpName = "DAY", Validators = { CheckDay } };

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new QuotaOptions(lines: false);
        var command = new Command("usage", "Tells what tenants have and how near their limits they are, by the ledger, or by listing where there is none.") { Tenant, By, From, To };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var arguments = new UsageArguments(
                options.Read(parsed), parsed.GetValue(Tenant), parsed.GetResult(By) is null ? null : parsed.GetValue(By), Day(parsed.GetValue(From)), Day(parsed.GetValue(To)));
            return await new UsageRunner(arguments, TimeProvider.System).RunAsync(cancellationToken);
        });
        return command;
    }

    private static void CheckDay(OptionResult result)
    {
        if (result.Tokens.Count > 0 && Day(result.Tokens[0].Value) is null)
            result.AddError($"{result.Option.Name}: \"{result.Tokens[0].Value}\" is no day such as 2026-03-01");
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
