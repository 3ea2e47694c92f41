namespace Janitor.EndToEnd.Policies;

[Collection(ClusterTests.Name)]
public sealed class PressureTests(Cluster cluster)
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Fill_AboveTheMarkWhileAPodMountsTheClaim_ComesDownWithinAMinute()
    {
        var space = await cluster.CreateNamespaceAsync();
        var volume = await Volume.CreateAsync(cluster, space, "scratch", kibibytes: 64 * 1024);
        await volume.GiveAsync();
        await cluster.ApplyAsync(
            $$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: recorder, namespace: {{space}} }
            spec:
              terminationGracePeriodSeconds: 0
              containers:
                - name: recorder
                  image: {{cluster.Image}}
                  imagePullPolicy: Never
                  command: [sleep, infinity]
                  volumeMounts: [ { name: scratch, mountPath: /scratch } ]
              volumes: [ { name: scratch, persistentVolumeClaim: { claimName: scratch } } ]
            """);
        await cluster.KubectlAsync("wait", "--for=condition=Ready", "pod/recorder", "--namespace", space, "--timeout=60s");
        var policy = await Policy.ApplyAsync(cluster, space, "scratch", """
            mode: Enforce
            target: { volume: { claimName: scratch } }
            rules: [ { name: full, capacity: { above: 95%, downTo: 85% } } ]
            """);
        await policy.WaitForRunAsync("Change");

        for (var i = 0; i < 62; i++)
            volume.Write($"clip-{i:00}.mp4", TimeSpan.FromHours(2) - TimeSpan.FromMinutes(i), MiB);
        Assert.True(volume.Share > 95, $"{volume.Share}% is not above the mark");

        // Kubelets are asked every 30 s, and look every 5 s; some seconds are the run's.
        var status = await policy.WaitAsync(status => (string?)status["lastRun"]!["trigger"] == "Pressure", TimeSpan.FromMinutes(1));
        Assert.Equal("Succeeded", (string?)status["lastRun"]!["outcome"]);
        Assert.Equal("True/AboveMark", Policy.Condition(status, "StoragePressure"));
        Assert.InRange(volume.Share, 83, 85);
        Assert.Equal(Enumerable.Range(8, 54).Select(i => $"clip-{i:00}.mp4"), volume.Files);
        await policy.WaitAsync(status => Policy.Condition(status, "StoragePressure") == "False/BelowMark");
    }
}
