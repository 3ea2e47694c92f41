using System.CommandLine;
using System.CommandLine.Help;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary>
/// <c>kubectl janitor</c>: what <c>janitor</c> is when it is started as <c>kubectl-janitor</c>, which is how kubectl finds plug-ins:
/// https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/. Its commands work on the policies of a cluster, by way of its operator.
/// </summary>
internal static class PluginCommand
{
    private const string FileName = "kubectl-janitor";

    /// <summary>How usage and examples name it.</summary>
    public const string Name = "janitor";

    /// <summary>
    /// Whether this process was started under the plug-in's name. .NET tells the program that a link leads to, and not the link.
    /// </summary>
    public static bool IsMeant()
    {
        const string CommandLine = "/proc/self/cmdline";
        return File.Exists(CommandLine) && Path.GetFileName(File.ReadAllText(CommandLine).Split('\0')[0]) == FileName;
    }

    /// <summary>The command <c>kubectl</c>, of which the plug-in is one, so that usage is told as users write it.</summary>
    public static Command Create(CancellationToken cancellationToken) => new("kubectl")
    {
        new Command(Name, "Runs, previews, suspends and looks back on the RetentionPolicies of a cluster.")
        {
            RunCommand.Create(cancellationToken),
            PreviewCommand.Create(cancellationToken),
            HistoryCommand.Create(cancellationToken),
            SuspendCommand.Create("suspend", true, cancellationToken),
            SuspendCommand.Create("resume", false, cancellationToken),
            new HelpOption(),
            new VersionOption(),
        },
    };
}
