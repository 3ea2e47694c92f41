using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Janitor.Kubernetes.Core;
using Janitor.Operator.Hosting;
using Janitor.Operator.Workers;
using Microsoft.Extensions.Logging;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor operator</c>: keeps the policies of a cluster.</summary>
internal static class OperatorCommand
{
    private const int MostConcurrency = 64;

    private static readonly Option<string?> Kubeconfig = new("--kubeconfig")
    {
        Description = "The kubeconfig file; otherwise KUBECONFIG, the pod's service account, or ~/.kube/config.",
    };

    private static readonly Option<string[]> Namespaces = new("--namespace", "-n") { Description = "A namespace to work in; all without it." };

    private static readonly Option<string> WorkerImage = new("--worker-image") { Description = "The image that workers run: the operator's own.", DefaultValueFactory = _ => "janitor" };

    private static readonly Option<string> WorkerImagePullPolicy = new("--worker-image-pull-policy") { Description = "When workers' image is pulled.", DefaultValueFactory = _ => "IfNotPresent" };

    private static readonly Option<string[]> WorkerImagePullSecrets = new("--worker-image-pull-secret") { Description = "A Secret to pull workers' image with." };

    private static readonly Option<ResourceRequirements> WorkerResources = new("--worker-resources")
    {
        Description = "What a worker requests and may use, as JSON: {\"requests\":{\"cpu\":\"50m\"},\"limits\":{…}}.",
        CustomParser = ReadResources,
        DefaultValueFactory = _ => new WorkerOptions().Resources,
    };

    private static readonly Option<int> Concurrency = CountOption.Create("--concurrency", "Runs in the operator that go on at once, 1 to 64.", MostConcurrency, 4);

    private static readonly Option<string[]> Volumes = PairsOption.Create("--volume", "namespace/claim=dir", "A claim that is mounted here; repeatable.");

    private static readonly Option<bool> AmbientCredentials = new("--ambient-credentials") { Description = "Lend the operator's own identity to buckets without credentialsSecretRef." };

    private static readonly Option<string?> Lease = new("--leader-election") { Description = "The lease whose holder works; without it there is no leader election." };

    private static readonly Option<bool> KubeletStats = new("--kubelet-stats") { Description = "Ask kubelets how full volumes are." };

    private static readonly Option<bool> KubeletInsecureTls = new("--kubelet-insecure-tls") { Description = "Take any certificate from kubelets." };

    private static readonly Option<int> MetricsPort = new("--metrics-port") { Description = "The port of /metrics.", DefaultValueFactory = _ => 8080 };

    private static readonly Option<bool> MetricsSecure = new("--metrics-secure") { Description = "Show /metrics only to those whom the API server lets get it." };

    private static readonly Option<int> HealthPort = new("--health-port") { Description = "The port of /healthz and /readyz.", DefaultValueFactory = _ => 8081 };

    private static readonly Option<LogLevel> Level = new("--log-level") { Description = "The least that is logged.", DefaultValueFactory = _ => LogLevel.Information };

    public static Command Create(CancellationToken interruption)
    {
        Volumes.Validators.Add(result =>
        {
            foreach (var claim in result.Tokens.Select(token => token.Value.Split('=')[0]).Where(claim => claim.Split('/') is not [{ Length: > 0 }, { Length: > 0 }]))
                result.AddError($"--volume: \"{claim}\" names no claim; write namespace/claim=dir");
        });
        var command = new Command("operator", "Keep the RetentionPolicies and StorageQuotas of a cluster; runs until it is ended. JANITOR_LEDGER in the environment is the ledger's connection, if there is one.")
        {
            Kubeconfig, Namespaces, WorkerImage, WorkerImagePullPolicy, WorkerImagePullSecrets, WorkerResources, Concurrency, Volumes,
            AmbientCredentials, Lease, KubeletStats, KubeletInsecureTls, MetricsPort, MetricsSecure, HealthPort, Level,
        };
        command.SetAction((parsed, _) => OperatorProcess.RunAsync(Settings(parsed), TimeProvider.System, interruption));
        return command;
    }

    private static ResourceRequirements? ReadResources(ArgumentResult result)
    {
        try
        {
            return JsonSerializer.Deserialize(result.Tokens[0].Value, OperatorJson.Default.ResourceRequirements);
        }
        catch (JsonException problem)
        {
            result.AddError($"--worker-resources: write JSON such as {{\"limits\":{{\"memory\":\"256Mi\"}}}}; {problem.Message}");
            return null;
        }
    }

    private static OperatorSettings Settings(ParseResult parsed)
    {
        var workers = new WorkerOptions
        {
            Image = parsed.GetValue(WorkerImage)!,
            ImagePullPolicy = parsed.GetValue(WorkerImagePullPolicy)!,
            ImagePullSecrets = parsed.GetValue(WorkerImagePullSecrets) ?? [],
            Resources = parsed.GetValue(WorkerResources)!,
        };
        return new OperatorSettings
        {
            Kubeconfig = parsed.GetValue(Kubeconfig),
            Namespaces = parsed.GetValue(Namespaces) ?? [],
            Workers = workers,
            Runs = new OperatorRunOptions
            {
                Concurrency = parsed.GetValue(Concurrency),
                AmbientCredentials = parsed.GetValue(AmbientCredentials),
                Volumes = PairsOption.Read(parsed.GetResult(Volumes)),
            },
            Ledger = new LedgerOptions(Environment.GetEnvironmentVariable(LedgerOptions.Variable)),
            Lease = parsed.GetValue(Lease),
            KubeletStats = parsed.GetValue(KubeletStats),
            KubeletInsecureTls = parsed.GetValue(KubeletInsecureTls),
            MetricsPort = parsed.GetValue(MetricsPort),
            MetricsSecure = parsed.GetValue(MetricsSecure),
            HealthPort = parsed.GetValue(HealthPort),
            LogLevel = parsed.GetValue(Level),
        };
    }
}
