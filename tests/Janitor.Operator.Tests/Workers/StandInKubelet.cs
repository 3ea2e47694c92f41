using System.Text.Json.Nodes;

namespace Janitor.Operator.Tests.Workers;

/// <summary>Makes and ends pods of workers' Jobs as a Job controller and a kubelet would: the server of the tests has neither.</summary>
internal static class StandInKubelet
{
    public static Task<string> MakePodAsync(OperatorBench bench, JsonNode job, string name) => bench.ApplyAsync(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { ["job-name"] = Name(job), ["app.kubernetes.io/managed-by"] = "janitor" },
            ["annotations"] = job["spec"]!["template"]!["metadata"]!["annotations"]!.DeepClone(),
        },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "worker", ["image"] = "i" }), ["automountServiceAccountToken"] = false },
    }.ToJsonString());

    /// <summary>Makes a pod for which there is no node.</summary>
    public static async Task MakeUnschedulablePodAsync(OperatorBench bench, JsonNode job, string name)
    {
        await MakePodAsync(bench, job, name);
        await bench.PatchStatusAsync("pods", name, """{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes are available"}]}""");
    }

    /// <summary>Makes a pod whose container has ended with last words.</summary>
    public static async Task EndPodAsync(OperatorBench bench, JsonNode job, string name, string message, int exitCode = 0)
    {
        await MakePodAsync(bench, job, name);
        var state = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = exitCode, ["message"] = message } };
        var container = new JsonObject { ["name"] = "worker", ["ready"] = false, ["restartCount"] = 0, ["image"] = "i", ["imageID"] = "i", ["state"] = state };
        await bench.PatchStatusAsync("pods", name, new JsonObject { ["phase"] = exitCode == 0 ? "Succeeded" : "Failed", ["containerStatuses"] = new JsonArray(container) }.ToJsonString());
    }

    /// <summary>Gives a Job up, as its controller does after too many tries.</summary>
    public static Task FailJobAsync(OperatorBench bench, JsonNode job) => bench.PatchStatusAsync(
        "jobs", Name(job), """{"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"Job has reached the specified backoff limit"}]}""");

    public static string Name(JsonNode job) => (string)job["metadata"]!["name"]!;
}
