using System.Globalization;
using System.Text;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Kubernetes.Client;
using Janitor.Kubernetes.Core;

namespace Janitor.Operator.Backups.Hooks;

/// <summary>
/// Runs commands in pods. That takes <c>get</c> and <c>create</c> on <c>pods/exec</c>, with which one can do in the namespaces whatever their pods can: so it is not among the generated rules, and the chart
/// gives it only by <c>operator.execHooks</c>.
/// </summary>
/// <param name="client">The API server.</param>
internal sealed class PodCommands(IKubernetesClient client)
{
    private const string Allowance = "the operator may not run commands in pods: install it with the chart's value operator.execHooks=true";

    /// <summary>Runs a command in the first by name of the pods that are selected, running and ready.</summary>
    /// <exception cref="HookException">There is no such pod, it may not be run there, or it failed.</exception>
    /// <exception cref="ApiException">The API server cannot be reached, or the command not be started.</exception>
    public async Task RunAsync(string @namespace, ExecHook exec, CancellationToken cancellationToken)
    {
        var pod = await FindAsync(@namespace, exec.PodSelector!, cancellationToken);
        var container = exec.Container ?? pod.Spec.Containers[0].Name;
        if (pod.Spec.Containers.All(one => one.Name != container))
            throw new HookException($"pod {pod.Metadata.Name} has no container {container}; there are {string.Join(", ", pod.Spec.Containers.Select(one => one.Name))}");
        ExecResult result;
        try
        {
            result = await client.ExecAsync(@namespace, pod.Metadata.Name, container, exec.Command, cancellationToken);
        }
        catch (ApiException refused) when (refused.IsForbidden)
        {
            throw new HookException($"{Allowance} ({refused.Message})");
        }

        if (result.ExitCode != 0)
        {
            throw new HookException(string.Create(
                CultureInfo.InvariantCulture, $"{exec.Command[0]} ended with code {result.ExitCode} in pod {pod.Metadata.Name}, container {container}{Quote(result)}"));
        }
    }

    private async Task<Pod> FindAsync(string @namespace, LabelSelector selector, CancellationToken cancellationToken)
    {
        var labels = string.Join(',', selector.MatchLabels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
        var pods = (await client.ListAsync<Pod>(new ListOptions { Namespace = @namespace, LabelSelector = labels }, cancellationToken)).Items;
        // A value with a comma in it would be read as two conditions.
        return pods.Where(pod => IsReady(pod) && selector.Selects(pod.Metadata.Labels)).MinBy(pod => pod.Metadata.Name, StringComparer.Ordinal) ?? throw new HookException(
            pods.Count == 0
                ? $"no pod in namespace {@namespace} has the labels {labels}; correct podSelector, or set onError to Continue"
                : $"none of the {pods.Count} pod(s) with the labels {labels} is running and ready; look at kubectl get pods -n {@namespace} -l {labels}");
    }

    private static bool IsReady(Pod pod) =>
        pod is { Metadata.DeletionTimestamp: null, Status.Phase: "Running" } && pod.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    /// <summary>What it said last, on one line and safe for a terminal: what it says of errors, or else what it says.</summary>
    private static string Quote(ExecResult result)
    {
        var said = string.IsNullOrWhiteSpace(result.Errors) ? result.Output : result.Errors;
        var text = new StringBuilder();
        foreach (var line in said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            text.Append(text.Length == 0 ? ": " : " / ").Append(string.Concat(line.Where(sign => !char.IsControl(sign))));
        return text.Length == 0 ? "; it wrote nothing" : text.ToString();
    }
}
