using System.CommandLine;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor plan</c>: what would go, and why.</summary>
internal static class PlanCommand
{
    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new PolicyOptions();
        var trust = ApplyCommand.TrustCatalog();
        var command = new Command("plan", "Shows what policies would delete or move, and why; changes nothing.") { trust };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var run = new RunArguments(options.Read(parsed), DryRun: true, parsed.GetValue(trust), Remember: false);
            return await new PolicyRunner(run, TimeProvider.System).RunAsync(cancellationToken);
        });
        return command;
    }
}
