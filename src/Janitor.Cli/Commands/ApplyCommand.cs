using System.CommandLine;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor apply</c>: does what policies say, within their limits.</summary>
internal static class ApplyCommand
{
    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new PolicyOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing, whatever spec.mode says" };
        var enforce = new Option<bool>("--enforce") { Description = "Carry out what is planned, whatever spec.mode says" };
        var trust = TrustCatalog();
        var command = new Command("apply", "Deletes or moves what policies say, within their limits; obeys spec.mode.") { dryRun, enforce, trust };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(dryRun) && result.GetValue(enforce))
                result.AddError("--dry-run and --enforce exclude each other; keep one of them");
        });
        command.SetAction(async (parsed, _) =>
        {
            bool? mode = parsed.GetValue(dryRun) ? true : parsed.GetValue(enforce) ? false : null;
            var run = new RunArguments(options.Read(parsed), mode, parsed.GetValue(trust), Remember: true);
            return await new PolicyRunner(run, TimeProvider.System).RunAsync(cancellationToken);
        });
        return command;
    }

    /// <summary>The option that believes a catalog whatever it lists.</summary>
    public static Option<bool> TrustCatalog() =>
        new("--trust-catalog") { Description = "Believe a catalog that is empty, or has lost half of its references since the last run" };
}
