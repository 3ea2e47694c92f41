using System.CommandLine;
using Janitor.Api;
using Janitor.Cli.Reports;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Connection;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary>Which policy of which cluster: the plug-in's argument, and the options that it has in common with kubectl, in kubectl's words.</summary>
internal sealed class PluginOptions
{
    private const string Us = "kubectl-janitor";

    private readonly Argument<string> _policy = new("POLICY") { Description = "NAME, retentionpolicy/NAME or rtp/NAME; kubectl get retentionpolicies lists them" };

    private readonly Option<string?> _namespace = new("--namespace", "-n")
    {
        Description = "If present, the namespace scope for this CLI request; otherwise the context's, or default",
        HelpName = "NAMESPACE",
    };

    private readonly Option<string?> _context = new("--context") { Description = "The name of the kubeconfig context to use", HelpName = "NAME" };

    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "Path to the kubeconfig file to use for CLI requests", HelpName = "FILE" };

    private PluginOptions() => _policy.Validators.Add(result =>
    {
        if (PolicyName.Parse(result.Tokens[0].Value, out var mistake) is null)
            result.AddError(mistake!);
    });

    /// <summary>Gives a command its argument, options and action.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">What it does; the result is one of <see cref="ExitCode"/>.</param>
    /// <param name="cancellationToken">Is cancelled by a signal.</param>
    public static Command AddTo(Command command, Func<ClusterPolicy, ParseResult, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        var options = new PluginOptions();
        command.Add(options._policy);
        foreach (var option in (Option[])[options._namespace, options._context, options._kubeconfig])
            command.Add(option);
        command.SetAction((parsed, _) => options.RunAsync(parsed, work, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<ClusterPolicy, ParseResult, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            var search = new ConnectionSearch { Kubeconfig = parsed.GetValue(_kubeconfig), Context = parsed.GetValue(_context), PreferFiles = true };
            var connection = search.Find(TimeProvider.System);
            // The operator's name for its fields is not ours: what it applies must not take back what a user patched.
            var manners = new KubernetesClientOptions { Types = JanitorJson.Default, FieldManager = Us, UserAgent = Us };
            using var client = new KubernetesClient(connection, manners, TimeProvider.System);
            var name = PolicyName.Parse(parsed.GetValue(_policy)!, out _)!;
            return await work(new ClusterPolicy(client, parsed.GetValue(_namespace) ?? connection.Namespace, name), parsed, cancellationToken);
        }
        catch (ConnectionException problem)
        {
            Messages.Write($"error: {problem.Message}");
            return ExitCode.InvalidInput;
        }
        catch (ApiException problem)
        {
            Messages.Write($"error: {Tell(problem)}");
            return ExitCode.Failed;
        }
        catch (PluginException problem)
        {
            Messages.Write($"error: {problem.Message}");
            return ExitCode.Failed;
        }
    }

    private static string Tell(ApiException problem)
    {
        if (problem.IsForbidden)
            return $"{problem.Message}; history takes the ClusterRole view in the namespace, the other commands edit: ask whoever keeps the cluster's roles";
        // Of an object that is missing the server says so in a Status; of a resource that it does not know it says just 404.
        return problem.IsNotFound && problem.Status?.Reason != "NotFound"
            ? "this cluster does not know RetentionPolicies: install Janitor (helm install janitor charts/janitor, or kubectl apply -k config/default), or name another --context"
            : problem.Message;
    }
}
