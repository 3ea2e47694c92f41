using System.Text.Json;
using Janitor.Cli.Tests.Commands;
using Janitor.TestBench;

namespace Janitor.Cli.Tests.Samples;

/// <summary>A sample of config/samples as its users run it: the file itself, by the command as a process.</summary>
internal sealed class Sample : IDisposable
{
    private const string ClusterEndpoint = "endpoint: http://s3.media:9000";

    private readonly List<string> _targets = [];
    private string _file;

    public Sample(string name) => _file = Path.Combine(Folder, $"{name}.yaml");

    /// <summary>config/samples.</summary>
    public static string Folder { get; } = Repository.PathOf("config/samples");

    public JanitorProcess Janitor { get; } = new();

    /// <summary>Maps a claim to a directory.</summary>
    public Sample Volume(string claim, string directory)
    {
        _targets.AddRange(["--volume", $"{claim}={directory}"]);
        return this;
    }

    /// <summary>Gives the Secret <c>app-db</c> and runs SQL in the database, which is new.</summary>
    public async Task<Uri> DatabaseAsync(string sql)
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, sql);
        Janitor.With("secrets/app-db/uri", $"{database}\n");
        return database;
    }

    /// <summary>Gives the Secret <c>s3-credentials</c> and puts the server's address, and nothing else, into a copy of the sample.</summary>
    public void Server(S3Server server)
    {
        var text = File.ReadAllText(_file);
        Assert.Equal(2, text.Split(ClusterEndpoint).Length);
        Janitor.With("sample.yaml", text.Replace(ClusterEndpoint, $"endpoint: {server.Endpoint}", StringComparison.Ordinal))
            .With("secrets/s3-credentials/accessKeyId", server.AccessKey).With("secrets/s3-credentials/secretAccessKey", server.SecretKey);
        _file = "sample.yaml";
    }

    public async Task<SampleRun> RunAsync(string command, params string[] more)
    {
        string[] secrets = Directory.Exists(Path.Combine(Janitor.Folder, "secrets")) ? ["--secrets", "secrets"] : [];
        var result = await Janitor.RunAsync([command, "-f", _file, .. _targets, .. secrets, "-o", "json", .. more]);
        return result.Output.Length > 0
            ? new SampleRun(result.Code, result.Errors, JsonDocument.Parse(result.Output).RootElement)
            : throw new InvalidOperationException($"exit code {result.Code}, no report: {result.Errors}");
    }

    public Task<SampleRun> PlanAsync() => RunAsync("plan");

    public Task<SampleRun> EnforceAsync() => RunAsync("apply", "--enforce");

    public void Dispose() => Janitor.Dispose();
}
