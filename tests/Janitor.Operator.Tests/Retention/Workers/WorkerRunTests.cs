using System.Text.Json;
using System.Text.Json.Nodes;
using static Janitor.Operator.Tests.OperatorBench;
using static Janitor.Operator.Tests.Workers.StandInKubelet;

namespace Janitor.Operator.Tests.Retention.Workers;

/// <summary>Runs in worker Jobs, with the test in the place of the kubelet and the Job controller, so that it decides how pods end.</summary>
public sealed class WorkerRunTests
{
    private static readonly string Policy = PolicyYaml("clips", "rules: [ { name: old, match: { olderThan: 1h } } ]").Replace("claimName: scratch", "claimName: remote", StringComparison.Ordinal);

    [Fact]
    public async Task Apply_ClaimNotMountedHere_MakesAHardenedJobOfThePolicy()
    {
        await using var bench = await StartWithClaimAsync();

        var job = await StartRunAsync(bench);

        var spec = job["spec"]!["template"]!["spec"]!;
        var container = spec["containers"]![0]!;
        Assert.Equal("RetentionPolicy", (string?)job["metadata"]!["ownerReferences"]![0]!["kind"]);
        Assert.True((bool)spec["securityContext"]!["runAsNonRoot"]!);
        Assert.Equal("RuntimeDefault", (string?)spec["securityContext"]!["seccompProfile"]!["type"]);
        Assert.False((bool)spec["automountServiceAccountToken"]!);
        Assert.True((bool)container["securityContext"]!["readOnlyRootFilesystem"]!);
        Assert.False((bool)container["securityContext"]!["allowPrivilegeEscalation"]!);
        Assert.Equal("ALL", (string?)container["securityContext"]!["capabilities"]!["drop"]![0]);
        Assert.Equal("remote", (string?)spec["volumes"]![0]!["persistentVolumeClaim"]!["claimName"]);
        Assert.Null(spec["nodeSelector"]);
    }

    [Fact]
    public async Task Apply_SpecLongerThanAnEnvironmentVariable_SaysSoAndMakesNoJob()
    {
        await using var bench = await StartWithClaimAsync();
        var patterns = string.Join(", ", Enumerable.Range(0, 100).Select(i => $"'{i:000}{new string('x', 700)}'"));

        await bench.ApplyAsync(Policy.Replace("olderThan: 1h", $"olderThan: 1h, include: [{patterns}], exclude: [{patterns}]", StringComparison.Ordinal));

        var status = await bench.WaitAsync("clips", status => Condition(status, "Ready") == "False/TaskTooLarge");
        Assert.Contains("a worker can be told 120 KiB", status.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await bench.GetAsync("jobs", string.Empty))["items"]!.AsArray());
    }

    [Fact]
    public async Task Look_PodLeftAResult_TakesItDown()
    {
        await using var bench = await StartWithClaimAsync();
        var job = await StartRunAsync(bench);

        await EndPodAsync(bench, job, "pod-1", Result(job, acted: 7));

        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null);
        Assert.Equal((7L, "Succeeded", Id(job)), ((long)status["lastRun"]!["acted"]!, (string?)status["lastRun"]!["outcome"], (string?)status["lastRun"]!["id"]));
        Assert.Null(status["activeRun"]);
    }

    [Fact]
    public async Task Restart_WhileTheWorkerRuns_AdoptsItAndLosesNothing()
    {
        await using var bench = await StartWithClaimAsync();
        var job = await StartRunAsync(bench);
        await bench.StopOperatorAsync();
        await EndPodAsync(bench, job, "pod-1", Result(job, acted: 7));

        await bench.StartOperatorAsync();

        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null);
        Assert.Equal((7L, Id(job)), ((long)status["lastRun"]!["acted"]!, (string?)status["lastRun"]!["id"]));
        Assert.Single((await bench.GetAsync("jobs", string.Empty))["items"]!.AsArray());
    }

    [Fact]
    public async Task Look_WorkerOutOfMemory_IsSaidAndTriedAgainLater()
    {
        await using var bench = await StartWithClaimAsync();
        var job = await StartRunAsync(bench);

        await MakePodAsync(bench, job, "pod-1");
        await bench.PatchStatusAsync("pods", "pod-1", """{"phase":"Failed","containerStatuses":[{"name":"worker","ready":false,"restartCount":0,"image":"i","imageID":"i","state":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}]}""");
        await FailJobAsync(bench, job);

        var status = await bench.WaitAsync("clips", status => (int?)status["activeRun"]?["attempt"] == 2);
        Assert.NotNull(status["activeRun"]!["notBefore"]);
        await Janitor.TestBench.Eventually.HoldsAsync(async () =>
            (await bench.KubectlAsync("get", "events")).Contains("ran out of memory; raise spec.worker.resources.limits.memory", StringComparison.Ordinal));
        // Ten seconds later, another Job of the same run.
        await bench.WaitAsync("clips", status => (string?)status["activeRun"]?["job"] == $"{Name(job)}-2");
    }

    [Fact]
    public async Task Look_PodWasEndedEarly_WaitsForTheNextOne()
    {
        await using var bench = await StartWithClaimAsync();
        var job = await StartRunAsync(bench);

        // A drained node: the kubelet ends the pod, and the Job controller makes another.
        await EndPodAsync(bench, job, "pod-1", Result(job, acted: 3, stopReason: "Cancelled"), exitCode: 143);
        await EndPodAsync(bench, job, "pod-2", Result(job, acted: 4));

        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null);
        Assert.Equal((4L, "Succeeded"), ((long)status["lastRun"]!["acted"]!, (string?)status["lastRun"]!["outcome"]));
    }

    [Fact]
    public async Task Look_AllPodsWereEndedEarly_IsSaidAndTriedAgainLater()
    {
        await using var bench = await StartWithClaimAsync();
        var job = await StartRunAsync(bench);

        await EndPodAsync(bench, job, "pod-1", Result(job, acted: 3, stopReason: "Cancelled"), exitCode: 143);
        await FailJobAsync(bench, job);

        var status = await bench.WaitAsync("clips", status => (int?)status["activeRun"]?["attempt"] == 2);
        Assert.Null(status["lastRun"]);
        await Janitor.TestBench.Eventually.HoldsAsync(async () =>
            (await bench.KubectlAsync("get", "events")).Contains("pod pod-1 was ended before it was done", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Look_PodCannotBeScheduled_SaysWhy()
    {
        await using var bench = await StartWithClaimAsync();
        var job = await StartRunAsync(bench);

        await MakeUnschedulablePodAsync(bench, job, "pod-1");

        var status = await bench.WaitAsync("clips", status => Condition(status, "Ready") == "False/WorkerWaiting");
        Assert.Contains("pod pod-1 cannot be scheduled: 0/3 nodes are available", status.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_SpecChangedDuringARun_FinishesTheOldAndStartsOver()
    {
        await using var bench = await StartWithClaimAsync();
        var job = await StartRunAsync(bench);

        await bench.ApplyAsync(Policy.Replace("olderThan: 1h", "olderThan: 2h", StringComparison.Ordinal));
        await EndPodAsync(bench, job, "pod-1", Result(job, acted: 1));

        var status = await bench.WaitAsync("clips", status => status["lastRun"] is not null && status["activeRun"] is not null);
        Assert.Equal((1L, true, 2L), ((long)status["lastRun"]!["generation"]!, (bool)status["lastRun"]!["overtaken"]!, (long)status["activeRun"]!["generation"]!));
    }

    [Fact]
    public async Task Delete_PolicyDuringARun_LeavesNoRunBehind()
    {
        await using var bench = await StartWithClaimAsync();
        await StartRunAsync(bench);

        await bench.KubectlAsync("delete", "retentionpolicy", "clips");

        await bench.ApplyAsync(Policy);
        var status = await bench.WaitAsync("clips", status => status["activeRun"] is not null);
        Assert.Null(status["lastRun"]);
    }

    [Fact]
    public async Task Annotate_PlanAt_MakesAJobThatCannotWriteAndTakesNoRunsPlace()
    {
        await using var bench = await StartWithClaimAsync();
        await bench.ApplyAsync(Policy.Replace("rules:", "schedule: '0 0 1 1 *'\n  rules:", StringComparison.Ordinal));
        await bench.KubectlAsync("annotate", "retentionpolicy", "clips", "janitor.dev/plan-at=first");
        var plan = await FindRunAsync(bench, "Plan");

        // A time of the schedule comes while the preview goes on; the changed spec has the policy looked at.
        await bench.PatchStatusAsync("retentionpolicies", "clips", """{"lastScheduleTime":"2020-01-01T00:00:00Z"}""");
        await bench.KubectlAsync("patch", "retentionpolicy", "clips", "--type=merge", "-p", """{"spec":{"history":3}}""");
        var status = await bench.WaitAsync("clips", status => (long)status["observedGeneration"]! == 2);
        Assert.Equal((0L, "Plan"), ((long)status["skippedRuns"]!, (string?)status["activeRun"]!["trigger"]));
        await EndPodAsync(bench, plan, "pod-1", Result(plan, acted: 0));

        var container = plan["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.True((bool)container["volumeMounts"]![0]!["readOnly"]!);
        Assert.Contains("\"preview\":true", (string?)container["env"]![0]!["value"], StringComparison.Ordinal);
        var run = await FindRunAsync(bench, "Schedule");
        Assert.Null(run["spec"]!["template"]!["spec"]!["containers"]![0]!["volumeMounts"]![0]!["readOnly"]);
        Assert.Equal(Name(plan), (string?)(await bench.GetAsync("retentionpolicy", "clips"))["status"]!["lastPlan"]!["job"]);
    }

    [Fact]
    public async Task Tidy_ManyPreviews_LeaveTheJobsOfRuns()
    {
        await using var bench = await StartWithClaimAsync();
        var run = await StartRunAsync(bench);
        await EndPodAsync(bench, run, "pod-run", Result(run, acted: 1));
        await bench.WaitAsync("clips", status => status["lastRun"] is not null);

        foreach (var value in (string[])["1", "2", "3"])
        {
            await bench.KubectlAsync("annotate", "--overwrite", "retentionpolicy", "clips", $"janitor.dev/plan-at={value}");
            var status = await bench.WaitAsync("clips", status => (string?)status["lastHandledPlanAt"] == value && status["activeRun"] is { } active && active["notBefore"] is null);
            var plan = await bench.GetAsync("job", (string)status["activeRun"]!["job"]!);
            await EndPodAsync(bench, plan, $"pod-{value}", Result(plan, acted: 0));
            await bench.WaitAsync("clips", status => (string?)status["lastPlan"]?["cause"] == value);
        }

        await Janitor.TestBench.Eventually.HoldsAsync(async () => (await bench.GetAsync("jobs", string.Empty))["items"]!.AsArray().Count == 3);
        Assert.Equal(Name(run), Name(await bench.GetAsync("job", Name(run))));
    }

    private static async Task<OperatorBench> StartWithClaimAsync()
    {
        var bench = await StartAsync();
        await bench.ApplyAsync(ClaimYaml("remote"));
        return bench;
    }

    /// <summary>Applies the policy and returns the Job that was made for it.</summary>
    private static async Task<JsonNode> StartRunAsync(OperatorBench bench)
    {
        await bench.ApplyAsync(Policy);
        return await FindRunAsync(bench, "Change");
    }

    /// <summary>The Job of the run that was started by a trigger.</summary>
    private static async Task<JsonNode> FindRunAsync(OperatorBench bench, string trigger)
    {
        var status = await bench.WaitAsync("clips", status => status["activeRun"] is { } run && run["notBefore"] is null && (string?)run["trigger"] == trigger);
        return await bench.GetAsync("job", (string)status["activeRun"]!["job"]!);
    }

    private static string Result(JsonNode job, int acted, string? stopReason = null) => JsonSerializer.Serialize(new
    {
        id = Id(job),
        outcome = stopReason is null ? "Succeeded" : "Partial",
        stopReason,
        acted,
        selected = acted,
        scanned = acted,
        startedAt = "2026-03-04T12:00:00Z",
        finishedAt = "2026-03-04T12:00:01Z",
    });

    private static string Id(JsonNode job) => (string)job["metadata"]!["labels"]!["janitor.dev/run"]!;
}
