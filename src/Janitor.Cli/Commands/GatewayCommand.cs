using System.CommandLine;
using Janitor.Cli.Documents;
using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Hosting;
using Janitor.Gateway.Quotas;
using Janitor.Kubernetes.Connection;
using Microsoft.Extensions.Logging;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor gateway</c>: what applications ask before they upload.</summary>
internal static class GatewayCommand
{
    private static readonly Option<string[]> Files = new("--filename", "-f")
    {
        Description = "File with StorageQuotas and Secrets, directory with *.yaml, *.yml and *.json files, or - for the standard input; repeatable. Without any, the cluster's are served.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string?> Kubeconfig = new("--kubeconfig")
    {
        Description = "The kubeconfig file; otherwise KUBECONFIG, the pod's service account, or ~/.kube/config.",
    };

    private static readonly Option<string[]> Namespaces = new("--namespace", "-n") { Description = "A namespace of the cluster whose quotas are served; all without it." };

    private static readonly Option<string?> Ledger = new("--ledger") { Description = $"The file that holds the ledger's connection; otherwise the environment variable {LedgerConnection.Variable} holds it." };

    private static readonly Option<int> Port = new("--port") { Description = "The port of the API.", DefaultValueFactory = _ => 8080 };

    private static readonly Option<int> HealthPort = new("--health-port") { Description = "The port of /healthz, /readyz and /metrics.", DefaultValueFactory = _ => 8081 };

    private static readonly Option<LogLevel> Level = new("--log-level") { Description = "The least that is logged.", DefaultValueFactory = _ => LogLevel.Information };

    public static Command Create(CancellationToken interruption)
    {
        var command = new Command("gateway", "Serve quota checks, uploads and downloads to applications; runs until it is ended.") { Files, Kubeconfig, Namespaces, Ledger, Port, HealthPort, Level };
        command.SetAction((parsed, _) => RunAsync(parsed, interruption));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken interruption)
    {
        var errors = new List<string>();
        var settings = new GatewaySettings
        {
            Ledger = LedgerConnection.Read(parsed.GetValue(Ledger), required: true, errors) ?? string.Empty,
            Quotas = parsed.GetValue(Files) is { Length: > 0 } files ? Documents(files, errors) : null,
            Kubeconfig = parsed.GetValue(Kubeconfig),
            Namespaces = parsed.GetValue(Namespaces) ?? [],
            Port = parsed.GetValue(Port),
            HealthPort = parsed.GetValue(HealthPort),
            LogLevel = parsed.GetValue(Level),
        };
        Messages.WriteErrors(errors);
        if (errors.Count > 0)
            return ExitCode.InvalidInput;
        try
        {
            return await GatewayProcess.RunAsync(settings, TimeProvider.System, interruption);
        }
        catch (Exception problem) when (problem is LedgerException or ConnectionException)
        {
            Messages.WriteErrors([problem.Message]);
            return ExitCode.Failed;
        }
    }

    private static QuotaDocuments Documents(string[] files, List<string> errors)
    {
        var manifests = ManifestReader.Read(ManifestFile.ReadAll(files, errors));
        errors.AddRange(manifests.Errors);
        if (errors.Count == 0 && manifests.Quotas.Count == 0)
            errors.Add($"no StorageQuota in {string.Join(", ", files)}");
        return new QuotaDocuments(manifests.Quotas, manifests.LabelledSecrets);
    }
}
