using System.Globalization;
using Janitor.TestBench;

namespace Janitor.Bench;

/// <summary>Objects against rclone and s3cmd, on a local gateway that shares the cores.</summary>
internal static class BucketRaces
{
    public static async Task<bool> RunAsync(string janitor, int rounds, double scale)
    {
        var server = await S3Server.StartAsync();
        var corpus = new ObjectCorpus(server.Client, await server.CreateBucketAsync(), (int)(50_000 * scale) / 16 * 16);
        await corpus.FillAsync();

        var met = await List(janitor, server, corpus).RunAsync(rounds);
        met &= await DeleteByPrefix(janitor, server, corpus).RunAsync(rounds);
        return await DeleteByAge(janitor, server, corpus).RunAsync(rounds) && met;
    }

    private static Race List(string janitor, S3Server server, ObjectCorpus corpus) => new(
        "list the bucket",
        1.0,
        new Command("janitor plan", janitor, "plan", "-f", Policy(server, corpus, "olderThan: 1000d"), "-o", "json"),
        Rclone(server, "rclone lsf -R", "lsf", "-R", $"gw:{corpus.Bucket}", "--fast-list"))
    {
        PrepareAsync = () => Task.CompletedTask,
        CheckAsync = who => corpus.CheckAsync(who, olderLeft: true),
    };

    private static Race DeleteByPrefix(string janitor, S3Server server, ObjectCorpus corpus)
    {
        // Which half goes changes from turn to turn, so the commands are completed when the data is ready.
        var own = new Command("janitor apply", janitor, "apply", "-f", string.Empty, "-o", "json");
        var rclone = Rclone(server, "rclone delete", Delete(corpus));
        var s3cmd = new Command("s3cmd del -r", "sh");
        return new Race("delete half of the bucket by prefix", 1.4, own, rclone, s3cmd)
        {
            PrepareAsync = async () =>
            {
                await corpus.FillAsync();
                own.Arguments[3] = Policy(server, corpus, $"include: [{string.Join(", ", corpus.OlderPrefixes.Select(prefix => $"'{prefix}/**'"))}]");
                rclone.Arguments = ["rclone", .. Delete(corpus), "--include", $"/{{{string.Join(',', corpus.OlderPrefixes)}}}/**"];
                s3cmd.Arguments = ["sh", "-ec", $"for prefix do s3cmd {S3Cmd(server)} del -r --force -q s3://{corpus.Bucket}/$prefix/; done", "sh", .. corpus.OlderPrefixes];
            },
            CheckAsync = who => corpus.CheckAsync(who, olderLeft: false),
        };
    }

    private static Race DeleteByAge(string janitor, S3Server server, ObjectCorpus corpus)
    {
        var own = new Command("janitor apply", janitor, "apply", "-f", string.Empty, "-o", "json");
        var rclone = Rclone(server, "rclone delete --min-age", Delete(corpus));
        return new Race("delete half of the bucket by age", 1.4, own, rclone)
        {
            PrepareAsync = async () =>
            {
                await corpus.FillAsync();
                var moment = corpus.Between.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                own.Arguments[3] = Policy(server, corpus, $"between: {{ to: '{moment}' }}");
                rclone.Arguments = ["rclone", .. Delete(corpus), "--min-age", moment];
            },
            CheckAsync = who => corpus.CheckAsync(who, olderLeft: false),
        };
    }

    private static string[] Delete(ObjectCorpus corpus) =>
        ["delete", $"gw:{corpus.Bucket}", "--checkers", "32", "--transfers", "32", "--fast-list", "--use-server-modtime"];

    internal static Command Rclone(S3Server server, string name, params string[] arguments) => new(name, ["rclone", .. arguments])
    {
        Environment = new Dictionary<string, string>
        {
            ["RCLONE_CONFIG"] = "/dev/null",
            ["RCLONE_CONFIG_GW_TYPE"] = "s3",
            ["RCLONE_CONFIG_GW_PROVIDER"] = "Ceph",
            ["RCLONE_CONFIG_GW_ENDPOINT"] = server.Endpoint,
            ["RCLONE_CONFIG_GW_ACCESS_KEY_ID"] = server.AccessKey,
            ["RCLONE_CONFIG_GW_SECRET_ACCESS_KEY"] = server.SecretKey,

            // rclone 1.60 does not start where it is set.
            ["AWS_CA_BUNDLE"] = string.Empty,
        },
    };

    /// <summary>It takes one prefix a call.</summary>
    private static string S3Cmd(S3Server server) =>
        $"--access_key={server.AccessKey} --secret_key={server.SecretKey} --no-ssl --host={new Uri(server.Endpoint).Authority} --host-bucket= --config=/dev/null";

    private static string Policy(S3Server server, ObjectCorpus corpus, string match) => Policies.Write(
        $$"""
        target: { bucket: { name: {{corpus.Bucket}}, endpoint: "{{server.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3 } } }
          rules: [ { name: bench, match: { {{match}} } } ]
          limits: { maxDeletions: 100000000 }
        """,
        $$"""
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: s3 }
        stringData: { accessKeyId: {{server.AccessKey}}, secretAccessKey: {{server.SecretKey}} }
        """);
}
