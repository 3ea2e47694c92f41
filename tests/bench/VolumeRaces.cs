namespace Janitor.Bench;

/// <summary>Files against find and rm.</summary>
internal static class VolumeRaces
{
    private const long MiB = 1 << 20;

    public static async Task<bool> RunAsync(string janitor, string fileSystem, string place, int rounds, double scale)
    {
        var directories = Math.Max(1, (int)(10_000 * scale));
        var root = Path.Combine(place, $"janitor-bench-{Environment.ProcessId}");
        try
        {
            var many = new FileTree(Path.Combine(root, "many"), directories, 100);
            many.Fill();
            var met = await Scan(janitor, many, fileSystem).RunAsync(rounds);
            met &= await DeleteHalf(janitor, many, fileSystem).RunAsync(rounds);
            many.Remove();
            return await DeleteAll(janitor, new FileTree(Path.Combine(root, "one"), 1, (int)(500_000 * scale)), fileSystem).RunAsync(rounds) && met;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static Race Scan(string janitor, FileTree tree, string fileSystem) => new(
        $"scan {tree.Files:N0} files on {fileSystem}, nothing deleted",
        1.6,
        Janitor(janitor, "plan", tree, "olderThan: 1h"),
        new Command("find -xdev -type f -mmin", "find", tree.Root, "-xdev", "-type", "f", "-mmin", "+60"))
    {
        PrepareAsync = () => Task.CompletedTask,
        CheckAsync = who => Task.Run(() => tree.Check(who, youngLeft: true, oldLeft: true)),
        MostMemory = 120 * MiB,
    };

    private static Race DeleteHalf(string janitor, FileTree tree, string fileSystem) => new(
        $"delete half of {tree.Files:N0} files on {fileSystem}",
        fileSystem == "tmpfs" ? 1.3 : 1.0,
        Janitor(janitor, "apply", tree, "olderThan: 1h"),
        new Command("find … -delete", "find", tree.Root, "-xdev", "-type", "f", "-mmin", "+60", "-delete"))
    {
        PrepareAsync = () => Task.Run(tree.Fill),
        CheckAsync = who => Task.Run(() => tree.Check(who, youngLeft: true, oldLeft: false)),
    };

    private static Race DeleteAll(string janitor, FileTree tree, string fileSystem) => new(
        $"delete {tree.Files:N0} files of one directory on {fileSystem}",
        1.0,
        Janitor(janitor, "apply", tree, "include: ['**']"),
        new Command("rm -rf", "rm", "-rf", tree.Root))
    {
        PrepareAsync = () => Task.Run(tree.Fill),
        CheckAsync = who => Task.Run(() => tree.Check(who, youngLeft: false, oldLeft: false)),
    };

    private static Command Janitor(string janitor, string verb, FileTree tree, string match)
    {
        var policy = Policies.Write($$"""
            target: { volume: { claimName: data } }
              rules: [ { name: bench, match: { {{match}} } } ]
              limits: { maxDeletions: 100000000 }
            """);
        return new Command($"janitor {verb}", janitor, verb, "-f", policy, "--volume", $"data={tree.Root}", "-o", "json");
    }
}
