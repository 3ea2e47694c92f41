using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;
using Janitor.Storage.Postgres.Ledger;
using Janitor.TestBench;
using Npgsql;
using NpgsqlTypes;

namespace Janitor.Bench;

/// <summary>
/// The gateway beside a real PostgreSQL and a real S3 server, all on the same cores, with a million objects of a thousand tenants in its ledger. What it is compared with is the usual
/// way to know what a tenant has: to add it up when it is asked for.
/// </summary>
internal static class GatewayLoad
{
    private const int Objects = 1_000_000;
    private const int Tenants = 1000;
    private const int Archived = 10_000;
    private const int Questions = 500;
    private const double Megabyte = 1e6;
    private const double P99 = 5;

    private static readonly TimeSpan MemoryRead = TimeSpan.FromMilliseconds(20);

    private static readonly DateTime Modified = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static async Task<bool> RunAsync(string janitor, double scale)
    {
        var (s3, postgres) = (await S3Server.StartAsync(), await PostgresServer.StartAsync());
        var (bucket, database) = (await s3.CreateBucketAsync(), await postgres.CreateDatabaseAsync());
        var (objects, archived, duration) = ((int)(Objects * scale), (int)(Archived * scale), TimeSpan.FromSeconds(Math.Max(5, 30 * scale)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\ngateway with {objects:N0} objects of {Tenants:N0} tenants"));
        bool met;
        await using (var gateway = await GatewayProgram.StartAsync(janitor, database, s3, bucket))
        {
            // The first question opens the quota's books.
            using (var answer = await gateway.Http.PostAsJsonAsync(TenantOf(0) + "/check", new { size = 1 }))
                answer.EnsureSuccessStatusCode();
            await FillAsync(database, objects);
            met = Latencies(gateway, objects, duration);
        }

        met &= await AgainstSumsAsync(database);
        return await ArchiveAsync(janitor, database, s3, bucket, archived) && met;
    }

    private static bool Latencies(GatewayProgram gateway, int objects, TimeSpan duration)
    {
        var port = gateway.Http.BaseAddress!.Port;
        // What the machine and the sender need by themselves.
        var met = OpenLoop.Run("health page", gateway.Health.Port, 1000, duration, P99, _ => LoadConnection.Write(HttpMethod.Get, gateway.Health));
        met &= OpenLoop.Run("check", port, 1000, duration, P99, i => Ask(gateway, HttpMethod.Post, TenantOf(Scattered(i)) + "/check", """{"size":1000}"""));
        met &= OpenLoop.Run("duplicate", port, 1000, duration, P99, i =>
        {
            var number = Scattered(i) % objects;
            return Ask(gateway, HttpMethod.Get, $"{TenantOf(number)}/duplicates/{Convert.ToHexStringLower(HashOf(number))}");
        });
        met &= OpenLoop.Run("presigned upload, reserved", port, 200, duration, P99, i =>
        {
            var (tenant, hash) = (TenantOf(Scattered(i)), Convert.ToHexStringLower(SHA256.HashData(Guid.NewGuid().ToByteArray())));
            return Ask(gateway, HttpMethod.Post, tenant + "/uploads", $$"""{"key":"tenants/{{tenant}}/new","size":1000,"sha256":"{{hash}}"}""");
        });
        met &= OpenLoop.Run("presigned download", port, 200, duration, P99, i =>
        {
            var number = Scattered(i) % objects;
            return Ask(gateway, HttpMethod.Get, $"{TenantOf(number)}/objects/{KeyOf(number)}:download");
        });
        return met;
    }

    private static byte[] Ask(GatewayProgram gateway, HttpMethod method, string path, string body = "") =>
        LoadConnection.Write(method, new Uri(gateway.Http.BaseAddress!, path), $"Authorization: Bearer {GatewayProgram.Key}\r\n", body);

    /// <summary>One after the other, over the same kind of pool: what the ledger keeps, and what it would take to add it up.</summary>
    private static async Task<bool> AgainstSumsAsync(Uri database)
    {
        await using var ledger = await PostgresLedger.OpenAsync(database.ToString(), default);
        await using var source = Books(database, pooled: true);
        var kept = await TimeAsync(i => ledger.UsageAsync(1, TenantOf(Scattered(i)), default));
        var summed = await TimeAsync(async i =>
        {
            await using var command = source.CreateCommand("select coalesce(sum(size), 0)::bigint, count(*) from objects where collection = 1 and tenant = $1");
            command.Parameters.Add(new NpgsqlParameter { Value = TenantOf(Scattered(i)) });
            await command.ExecuteScalarAsync();
        });
        var figure = new Figure("what a tenant has, of the time of a sum", "%", 50)
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{kept.TotalMilliseconds:0.000} ms against {summed.TotalMilliseconds:0.000} ms: {summed / kept:0.0}x"),
        };
        figure.Add(kept / summed * 100);
        return figure.Print();
    }

    private static async Task<TimeSpan> TimeAsync(Func<int, Task> ask)
    {
        for (var i = 0; i < Questions; i++)
            await ask(i);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Questions; i++)
            await ask(Questions + i);
        return Stopwatch.GetElapsedTime(started) / Questions;
    }

    private static async Task<bool> ArchiveAsync(string janitor, Uri database, S3Server s3, string bucket, int count)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(i => $"tenants/t000/archived/{i:00000}")];
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, token) =>
            await s3.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = key }, token));
        // A process of its own: the peak is of the archive alone.
        await using var gateway = await GatewayProgram.StartAsync(janitor, database, s3, bucket);
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "t000/objects:archive") { Content = JsonContent.Create(new { keys }) };
        using var answer = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var zip = await answer.Content.ReadAsStreamAsync();
        var (copying, own) = (zip.CopyToAsync(Stream.Null), 0L);
        while (!copying.IsCompleted)
        {
            own = Math.Max(own, gateway.Memory.Own);
            await Task.WhenAny(copying, Task.Delay(MemoryRead, TimeProvider.System));
        }

        await copying;
        var memory = new Figure(string.Create(CultureInfo.InvariantCulture, $"archive of {count:N0} objects, the process's own memory"), "MB", 100)
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{gateway.Memory.Peak / Megabyte:0} MB with the mapped files of the program; {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"),
        };
        memory.Add(own / Megabyte);
        return memory.Print();
    }

    private static async Task FillAsync(Uri database, int objects)
    {
        await using var source = Books(database, pooled: false);
        await using (var connection = await source.OpenConnectionAsync())
        await using (var copy = await connection.BeginBinaryImportAsync("copy objects (collection, key, tenant, size, sha256, etag, modified_at) from stdin (format binary)"))
        {
            for (var i = 0; i < objects; i++)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(1, NpgsqlDbType.Integer);
                await copy.WriteAsync(Encoding.ASCII.GetBytes(KeyOf(i)), NpgsqlDbType.Bytea);
                await copy.WriteAsync(TenantOf(i), NpgsqlDbType.Text);
                await copy.WriteAsync(1000L + (i % 1000), NpgsqlDbType.Bigint);
                await copy.WriteAsync(HashOf(i), NpgsqlDbType.Bytea);
                await copy.WriteAsync("\"0123456789abcdef0123456789abcdef\"", NpgsqlDbType.Text);
                await copy.WriteAsync(Modified, NpgsqlDbType.TimestampTz);
            }

            await copy.CompleteAsync();
        }

        // What was written is on disk before anything is measured, not on its way there.
        await PostgresServer.ExecuteAsync(database, "vacuum analyze");
        await PostgresServer.ExecuteAsync(database, "checkpoint");
    }

    /// <summary>Connections as the ledger has them.</summary>
    private static NpgsqlDataSource Books(Uri database, bool pooled)
    {
        var settings = PostgresServer.Settings(database);
        (settings.Pooling, settings.SearchPath, settings.MaxAutoPrepare) = (pooled, "janitor", 50);
        return NpgsqlDataSource.Create(settings);
    }

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"tenants/{TenantOf(number)}/{number % 97}/{number}");

    private static string TenantOf(int number) => string.Create(CultureInfo.InvariantCulture, $"t{number % Tenants:000}");

    /// <summary>Numbers that lie far from each other, the same in each run.</summary>
    private static int Scattered(int i) => (int)(i * 7_919L % Objects);

    private static byte[] HashOf(int number) => SHA256.HashData(BitConverter.GetBytes(number));
}
