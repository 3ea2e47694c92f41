using System.Diagnostics;
using System.Globalization;
using System.Text;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Postgres.Ledger;
using Janitor.TestBench;

namespace Janitor.Bench;

/// <summary>The SHA-256 of many files against <c>xargs sha256sum</c>, by <c>janitor verify</c>: its start, the ledger, and the comparison included.</summary>
internal static class HashRaces
{
    private const int KiB = 1 << 10;

    public static async Task<bool> RunAsync(string janitor, int rounds, double scale)
    {
        var root = Directory.CreateDirectory($"/dev/shm/janitor-bench-{Environment.ProcessId}").FullName;
        try
        {
            int Some(int count) => Math.Max(1, (int)(count * scale));
            var files = new FileMix(Path.Combine(root, "data"), (Some(2000), 16 * KiB), (Some(500), 256 * KiB), (Some(200), 2048 * KiB), (Some(14), 32 * 1024 * KiB));
            var ledger = await BookAsync(files, root);
            TellSpeed();
            return await Race(janitor, files, root, ledger).RunAsync(rounds);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static Race Race(string janitor, FileMix files, string root, string ledger) => new(
        $"SHA-256 of {files.Files:N0} files, {files.Bytes / 1e9:0.00} GB in the page cache",
        1.5,
        new Command("janitor verify", janitor, "verify", "-f", Path.Combine(root, "quota.yaml"), "--volume", $"data={files.Root}", "--ledger", ledger, "-o", "json"),
        new Command(
            $"xargs -P{Environment.ProcessorCount} sha256sum",
            "sh", "-ec", string.Create(CultureInfo.InvariantCulture, $"find '{files.Root}' -type f -print0 | xargs -0 -n 32 -P {Environment.ProcessorCount} sha256sum")))
    {
        PrepareAsync = () => Task.CompletedTask,
        // Janitor's exit code says whether it found all as booked.
        CheckAsync = _ => Task.CompletedTask,
    };

    /// <summary>Books all files with their hashes.</summary>
    /// <returns>The file with the ledger's connection.</returns>
    private static async Task<string> BookAsync(FileMix files, string root)
    {
        await File.WriteAllTextAsync(Path.Combine(root, "quota.yaml"), """
            apiVersion: janitor.dev/v1alpha1
            kind: StorageQuota
            metadata: { name: bench, namespace: bench }
            spec: { target: { volume: { claimName: data } } }
            """);
        var database = (await (await PostgresServer.StartAsync()).CreateDatabaseAsync()).ToString();
        await using var ledger = await PostgresLedger.OpenAsync(database, default);
        var collection = await ledger.OpenCollectionAsync("bench/bench", "volume://bench/data/", default);
        await ledger.BookAsync(collection, [.. files.Fill().Select(pair => Booked(files, pair.Key, pair.Value))], default);
        var connection = Path.Combine(root, "ledger");
        await File.WriteAllTextAsync(connection, database);
        return connection;
    }

    private static BookedObject Booked(FileMix files, string path, byte[] sha256)
    {
        var file = new FileInfo(Path.Combine(files.Root, path));
        return new BookedObject(Encoding.UTF8.GetBytes(path), "bench", file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) { Sha256 = sha256 };
    }

    /// <summary>Prints what OpenSSL does with all cores and nothing to read.</summary>
    private static void TellSpeed()
    {
        var start = new ProcessStartInfo("openssl") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["speed", "-mr", "-multi", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), "-seconds", "2", "-bytes", "1048576", "-evp", "sha256"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        var result = process.StandardOutput.ReadToEnd().Split('\n').LastOrDefault(line => line.StartsWith("+F:", StringComparison.Ordinal));
        process.WaitForExit();
        if (result is not null)
            Console.WriteLine($"\nopenssl speed -multi {Environment.ProcessorCount} -evp sha256: {double.Parse(result.Split(':')[^1], CultureInfo.InvariantCulture) / 1e9:0.00} GB/s");
    }
}
