using System.Text.Json.Nodes;
using Janitor.TestBench;

namespace Janitor.EndToEnd;

/// <summary>A policy of the cluster.</summary>
internal sealed class Policy(Cluster cluster, string @namespace, string name)
{
    /// <summary>A worker's pod may have to wait for its image's start on a busy machine, and a new operator for the old one's lease.</summary>
    private static readonly TimeSpan RunsWithin = TimeSpan.FromMinutes(2);

    /// <summary>Makes one from what its spec says.</summary>
    public static async Task<Policy> ApplyAsync(Cluster cluster, string @namespace, string name, string spec)
    {
        await cluster.ApplyAsync(
            $$"""
            apiVersion: janitor.dev/v1alpha1
            kind: RetentionPolicy
            metadata: { name: {{name}}, namespace: {{@namespace}} }
            spec:
              {{spec.ReplaceLineEndings("\n  ")}}
            """);
        return new Policy(cluster, @namespace, name);
    }

    /// <summary>A condition of a status, as <c>True/Reason</c>; null when it is not there.</summary>
    public static string? Condition(JsonNode status, string type) => status["conditions"]?.AsArray()
        .Where(condition => (string?)condition!["type"] == type).Select(condition => $"{condition!["status"]}/{condition["reason"]}").FirstOrDefault();

    /// <summary>Asks for a run by the annotation.</summary>
    /// <param name="value">A value that the annotation did not have before.</param>
    public Task AskAsync(string value) => KubectlAsync("annotate", "retentionpolicy", name, $"janitor.dev/run-at={value}", "--overwrite");

    /// <summary>Asks for a run, waits for its end and returns the status.</summary>
    /// <param name="value">A value that the annotation did not have before.</param>
    public async Task<JsonNode> RunAsync(string value)
    {
        await AskAsync(value);
        return await WaitForRunAsync("Manual", value);
    }

    /// <summary>Waits until the last run is one of this trigger (and cause) and returns the status.</summary>
    public Task<JsonNode> WaitForRunAsync(string trigger, string? cause = null) => WaitAsync(
        status => (string?)status["lastRun"]?["trigger"] == trigger && (cause is null || (string?)status["lastRun"]!["cause"] == cause), RunsWithin);

    /// <summary>Waits until the status is so and returns it.</summary>
    public async Task<JsonNode> WaitAsync(Func<JsonNode, bool> holds, TimeSpan? within = null)
    {
        JsonNode? last = null;
        try
        {
            await Eventually.HoldsAsync(async () => (last = await StatusAsync()) is not null && holds(last), within);
        }
        catch (TimeoutException problem)
        {
            throw new TimeoutException($"{problem.Message}; the status of {name}: {last?.ToJsonString()}", problem);
        }

        return last!;
    }

    /// <summary>The status now.</summary>
    public async Task<JsonNode?> StatusAsync() => (await cluster.GetAsync(@namespace, "retentionpolicy", name))["status"];

    /// <summary>Runs kubectl in the policy's namespace.</summary>
    public Task<string> KubectlAsync(params string[] arguments) => cluster.KubectlAsync([.. arguments, "--namespace", @namespace]);

    /// <summary>The Jobs that a run took place in.</summary>
    public async Task<JsonArray> JobsAsync(string run) => (await cluster.GetAsync(@namespace, "jobs", "-l", $"janitor.dev/run={run}"))["items"]!.AsArray();

    /// <summary>Their pods.</summary>
    public async Task<JsonArray> PodsAsync(string run) => (await cluster.GetAsync(@namespace, "pods", "-l", $"janitor.dev/run={run}"))["items"]!.AsArray();

    /// <summary>Changes it by a merge patch.</summary>
    public Task PatchAsync(string patch) => KubectlAsync("patch", "retentionpolicy", name, "--type", "merge", "--patch", patch);

    /// <summary>Deletes it.</summary>
    public Task DeleteAsync() => KubectlAsync("delete", "retentionpolicy", name);
}
