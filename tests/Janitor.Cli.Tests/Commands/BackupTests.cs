using System.Text.Json;
using Janitor.TestBench;

namespace Janitor.Cli.Tests.Commands;

/// <summary><c>janitor backup</c> and <c>janitor restore</c>, as users call them.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly JanitorProcess _janitor = new();

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Backup_RunListVerifyRestore_BringsAllBack()
    {
        var (server, database, common) = await ScheduleAsync("    - volume: { claimName: uploads }");
        _janitor.With("uploads/a/b.txt", "kept");

        var run = await _janitor.RunAsync(["backup", "run", .. common, "-o", "json"]);
        var list = await _janitor.RunAsync(["backup", "list", .. common]);
        var verify = await _janitor.RunAsync(["backup", "verify", .. common, "--restore-to", Scratch(server)]);
        Directory.Delete(Path.Combine(_janitor.Folder, "uploads"), recursive: true);
        Directory.CreateDirectory(Path.Combine(_janitor.Folder, "uploads"));
        var files = await _janitor.RunAsync(["restore", .. common, "--part", "uploads"]);
        var table = await _janitor.RunAsync(["restore", .. common, "--part", NameOf(database), "--database", NameOf(database) + "_again"]);

        Assert.Equal((0, 0, 0, 0, 0), (run.Code, list.Code, verify.Code, files.Code, table.Code));
        using var told = JsonDocument.Parse(run.Output);
        var backup = Assert.Single(told.RootElement.EnumerateArray());
        Assert.Equal(
            [$"PostgresDatabase {NameOf(database)}", "Volume uploads"],
            backup.GetProperty("manifest").GetProperty("parts").EnumerateArray().Select(part => $"{part.GetProperty("kind").GetString()} {part.GetProperty("name").GetString()}"));
        Assert.Contains(backup.GetProperty("name").GetString()!, list.Output, StringComparison.Ordinal);
        Assert.Contains("it was restored, and is what was backed up", verify.Errors, StringComparison.Ordinal);
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(_janitor.Folder, "uploads/a/b.txt")));
        Assert.Equal(3, await PostgresServer.QueryAsync<long>(Sibling(database, "_again"), "select count(*) from orders"));
    }

    [Fact]
    public async Task Restore_DryRun_SaysWhatWouldBeDoneAndDoesNothing()
    {
        var (_, database, common) = await ScheduleAsync();
        await _janitor.RunAsync(["backup", "run", .. common]);

        var dry = await _janitor.RunAsync(["restore", .. common, "--dry-run", "--database", NameOf(database) + "_new"]);

        Assert.Equal(0, dry.Code);
        Assert.Contains("does not exist; it would be made", dry.Errors, StringComparison.Ordinal);
        Assert.False(await PostgresServer.QueryAsync<bool>(database, $"select exists (select from pg_database where datname = '{NameOf(database)}_new')"));
    }

    [Fact]
    public async Task Restore_ByTwoJobs_IsTheSame()
    {
        var (_, database, common) = await ScheduleAsync();
        await _janitor.RunAsync(["backup", "run", .. common]);
        string[] arguments = ["restore", .. common, "--part", NameOf(database), "--database", NameOf(database) + "_again", "--jobs", "2"];

        var dry = await _janitor.RunAsync([.. arguments, "--dry-run"]);
        var restored = await _janitor.RunAsync(arguments);

        Assert.Contains("restored to it by 2 programs at once", dry.Errors, StringComparison.Ordinal);
        Assert.True(restored.Code == 0, restored.Errors);
        Assert.Equal(3, await PostgresServer.QueryAsync<long>(Sibling(database, "_again"), "select count(*) from orders"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("17")]
    [InlineData("many")]
    public async Task Restore_ByNoNumberOfJobs_IsTold(string jobs)
    {
        var wrong = await _janitor.RunAsync(["restore", "-f", "schedule.yaml", "--jobs", jobs]);

        Assert.Equal(2, wrong.Code);
        Assert.Contains($"--jobs: \"{jobs}\" is no number from 1 to 16", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_DatabaseThatHasTables_IsRefusedWithARemedy()
    {
        var (_, _, common) = await ScheduleAsync();
        await _janitor.RunAsync(["backup", "run", .. common]);

        var refused = await _janitor.RunAsync(["restore", .. common]);

        Assert.Equal(1, refused.Code);
        Assert.Contains("is not empty", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("overwrite: Always", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latest", "tests/nightly has no backups yet")]
    [InlineData("yesterday", "at yesterday: write latest, the name of a backup, or a time")]
    public async Task Restore_BackupThatIsNotThere_IsTold(string at, string message)
    {
        var (_, _, common) = await ScheduleAsync();

        var none = await _janitor.RunAsync(["restore", .. common, "--at", at]);

        Assert.Equal(1, none.Code);
        Assert.Contains(message, none.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_ScheduleWithMistakes_TellsAllOfThemAndTouchesNothing()
    {
        _janitor.With("schedule.yaml", """
            apiVersion: janitor.dev/v1alpha1
            kind: BackupSchedule
            metadata: { name: nightly }
            spec:
              schedule: "61 * * * *"
              sources: [ { postgres: { connectionSecretRef: { name: db, key: uri } }, volume: { claimName: a } } ]
              destination: {}
              encryption: { ageRecipients: ["AGE-SECRET-KEY-1ABC"] }
            """);

        var refused = await _janitor.RunAsync("backup", "run", "-f", "schedule.yaml");

        Assert.Equal(2, refused.Code);
        Assert.Contains("spec.schedule", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("spec.sources[0]: write exactly one of", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("spec.destination: is required", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("spec.encryption.ageRecipients[0]: is a secret key", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("1ABC", refused.Errors, StringComparison.Ordinal);
    }

    private async Task<(PostgresServer Server, Uri Database, string[] Common)> ScheduleAsync(string more = "")
    {
        var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, "create table orders (id int primary key); insert into orders values (1), (2), (3)");
        _janitor.With("schedule.yaml", BackupDocuments.Of(database, more)).With("backups/.keep", string.Empty).With("uploads/.keep", string.Empty);
        return (server, database, ["-f", "schedule.yaml", "--bucket", "backups=backups", "--volume", "uploads=uploads"]);
    }

    private string Scratch(PostgresServer server)
    {
        _janitor.With("scratch", server.Uri.ToString());
        return "scratch";
    }

    private static string NameOf(Uri database) => database.AbsolutePath.TrimStart('/');

    private static Uri Sibling(Uri database, string ending) => new UriBuilder(database) { Path = NameOf(database) + ending }.Uri;
}
