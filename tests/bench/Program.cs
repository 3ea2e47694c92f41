using System.CommandLine;
using Janitor.Bench;

if (args is [Measurement.Wrapper, .. var command])
    return Measurement.RunOne(command);

var janitor = new Option<FileInfo>("--janitor") { Description = "The executable to measure.", Required = true };
var rounds = new Option<int>("--rounds") { Description = "How often each contestant runs; the median counts.", DefaultValueFactory = _ => 5 };
var scale = new Option<double>("--scale") { Description = "1 for the full size of the data; less for a quick look.", DefaultValueFactory = _ => 1 };
var only = new Option<string[]>("--only") { Description = "Which: tmpfs, disk, plan, s3, sha256, migrate, operator, gateway, backup, restore, objects.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["tmpfs", "disk", "plan", "s3", "sha256", "migrate", "operator", "gateway", "backup", "restore", "objects"] };
var disk = new Option<DirectoryInfo>("--disk") { Description = "Where the files of the disk part are made.", DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()) };
var root = new RootCommand("Measures Janitor side by side with the tools a user would take instead. Data is made anew; wrong survivors void a run.")
{
    janitor, rounds, scale, only, disk,
};
root.SetAction(async (parsed, _) =>
{
    var (times, size, which) = (parsed.GetValue(rounds), parsed.GetValue(scale), parsed.GetValue(only)!);
    var path = parsed.GetValue(janitor)!.FullName;
    try
    {
        var met = true;
        met &= !which.Contains("tmpfs") || await VolumeRaces.RunAsync(path, "tmpfs", "/dev/shm", times, size);
        met &= !which.Contains("disk") || await VolumeRaces.RunAsync(path, "disk", parsed.GetValue(disk)!.FullName, times, size);
        met &= !which.Contains("plan") || await PlanRace.RunAsync(times, size);
        met &= !which.Contains("s3") || await BucketRaces.RunAsync(path, times, size);
        met &= !which.Contains("sha256") || await HashRaces.RunAsync(path, times, size);
        met &= !which.Contains("migrate") || await MigrationRaces.RunAsync(path, times, size);
        met &= !which.Contains("operator") || await OperatorScale.RunAsync(path, times, size);
        met &= !which.Contains("gateway") || await GatewayLoad.RunAsync(path, size);
        met &= !which.Intersect(BackupRaces.Names).Any() || await BackupRaces.RunAsync(path, which, times, size);
        return met ? 0 : 1;
    }
    finally
    {
        Policies.RemoveAll();
    }
});
return await root.Parse(args).InvokeAsync();
