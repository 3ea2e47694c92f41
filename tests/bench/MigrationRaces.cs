using Amazon.S3.Model;
using Janitor.TestBench;

namespace Janitor.Bench;

/// <summary>
/// Files to a bucket of a local gateway, against rclone, which compares the MD5 that the server tells of what goes as one, and of each part. janitor sends SHA-256, which the server
/// compares with what arrives, and knows that of the whole.
/// </summary>
internal static class MigrationRaces
{
    private const int KiB = 1 << 10;

    public static async Task<bool> RunAsync(string janitor, int rounds, double scale)
    {
        var server = await S3Server.StartAsync();
        var root = Directory.CreateDirectory($"/dev/shm/janitor-bench-{Environment.ProcessId}").FullName;
        try
        {
            int Some(int count) => Math.Max(1, (int)(count * scale));
            var met = await Race(janitor, server, root, "many small", new FileMix(Path.Combine(root, "small"), (Some(5000), 16 * KiB))).RunAsync(rounds);
            met &= await Race(janitor, server, root, "some large", new FileMix(Path.Combine(root, "large"), (Some(8), 64 * 1024 * KiB))).RunAsync(rounds);
            return met;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static Race Race(string janitor, S3Server server, string root, string kind, FileMix files)
    {
        files.Fill();
        var secrets = Path.Combine(root, "secrets");
        Directory.CreateDirectory(Path.Combine(secrets, "s3"));
        File.WriteAllText(Path.Combine(secrets, "s3", "accessKeyId"), server.AccessKey);
        File.WriteAllText(Path.Combine(secrets, "s3", "secretAccessKey"), server.SecretKey);
        var own = new Command("janitor migrate", janitor) { Environment = new Dictionary<string, string> { ["XDG_STATE_HOME"] = Path.Combine(root, "state") } };
        var rclone = BucketRaces.Rclone(server, "rclone copy --transfers 16");
        var bucket = string.Empty;
        return new Race($"copy {kind}: {files.Files:N0} files, {files.Bytes / 1e6:N0} MB, to a bucket", 1.0, own, rclone)
        {
            PrepareAsync = async () =>
            {
                bucket = await server.CreateBucketAsync();
                own.Arguments = [janitor, "migrate", "--from", $"dir:{files.Root}", "--to", $"s3://{bucket}?endpoint={server.Endpoint}&secret=s3", "--secrets", secrets, "-o", "json"];
                rclone.Arguments = ["rclone", "copy", files.Root, $"gw:{bucket}", "--transfers", "16"];
            },
            CheckAsync = who => CheckAsync(who, server, bucket, files),
        };
    }

    /// <summary>Throws unless all has arrived; then throws it away, because the server keeps all in memory.</summary>
    private static async Task CheckAsync(string who, S3Server server, string bucket, FileMix files)
    {
        var (count, bytes) = (0, 0L);
        var found = new List<KeyVersion>();
        await foreach (var page in server.Client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket }).Responses)
        {
            foreach (var item in page.S3Objects ?? [])
            {
                found.Add(new KeyVersion { Key = item.Key });
                if (!item.Key.StartsWith(".janitor/", StringComparison.Ordinal))
                    (count, bytes) = (count + 1, bytes + (item.Size ?? 0));
            }
        }

        foreach (var some in found.Chunk(1000))
            await server.Client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = bucket, Objects = [.. some], Quiet = true });
        if ((count, bytes) != (files.Files, files.Bytes))
            throw new InvalidOperationException($"{who} brought {count} of {files.Files} files: the run is void");
    }
}
