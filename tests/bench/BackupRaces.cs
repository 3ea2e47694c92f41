using System.Globalization;
using Amazon.S3.Model;
using Janitor.TestBench;

namespace Janitor.Bench;

/// <summary>
/// Backups to a bucket of a local gateway and back, against what people pipe together: pg_dump and gzip, pg_restore with two processes, rclone and tar; and against pgbackrest, which copies the
/// server's files. PostgreSQL, the gateway and the contestants share the processors.
/// </summary>
internal static class BackupRaces
{
    /// <summary>pgbench's own unit is 15 MB.</summary>
    private const int Scale = 134;
    private const int Objects = 100_000;
    private const string Database = "{ postgres: { connectionSecretRef: { name: db, key: uri } } }";
    private const long MostMemory = 150 << 20;

    /// <summary>What can be chosen of it.</summary>
    public static readonly string[] Names = ["backup", "restore", "objects"];

    public static async Task<bool> RunAsync(string janitor, string[] which, int rounds, double scale)
    {
        var (s3, postgres) = (await S3Server.StartAsync(), await PostgresServer.StartAsync());
        var root = Directory.CreateDirectory($"/dev/shm/janitor-bench-{Environment.ProcessId}").FullName;
        try
        {
            var bench = new Place(janitor, s3, postgres, root);
            var units = Math.Max(1, (int)(Scale * scale));
            var (like, unlike) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
            if (which.Contains("backup") || which.Contains("restore"))
                await Shell(string.Create(CultureInfo.InvariantCulture, $"pgbench --initialize --quiet --scale={units} '{like}' 2>/dev/null"));
            var met = true;
            if (which.Contains("backup"))
            {
                await Shell(string.Create(
                    CultureInfo.InvariantCulture, $"psql -qc \"create table notes as select i as id, md5(i::text) || ' ' || md5((-i)::text) as words from generate_series(1, {units * 50_000}) i\" '{unlike}'"));
                met &= await DatabaseRace(bench, like, string.Create(CultureInfo.InvariantCulture, $"pgbench, scale {units}")).RunAsync(rounds);
                met &= await DatabaseRace(bench, unlike, string.Create(CultureInfo.InvariantCulture, $"{units * 50_000:N0} rows of which none is like another")).RunAsync(rounds);
                met &= await FilesRace(bench, like, units).RunAsync(rounds);
            }

            foreach (var jobs in which.Contains("restore") ? (int[])[1, 2] : [])
                met &= await RestoreRace(bench, like, units, jobs).RunAsync(rounds);
            return (!which.Contains("objects") || await (await ObjectRaceAsync(bench, Math.Max(1000, (int)(Objects * scale)))).RunAsync(rounds)) && met;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static Race DatabaseRace(Place bench, Uri database, string rows)
    {
        var own = bench.Janitor("janitor backup run");
        var piped = bench.Rclone("pg_dump | gzip | rclone rcat");
        var (bucket, largest) = (string.Empty, 0L);
        return new Race($"back up a database of {rows}, to a bucket", 3.0, own, piped)
        {
            MostMemory = MostMemory,
            Floor = new Command("pg_dump, thrown away", "bash", "-c", $"pg_dump --format=custom --compress=0 '{database}' >/dev/null"),
            PrepareAsync = async () =>
            {
                bucket = await bench.S3.CreateBucketAsync();
                own.Arguments = [bench.Program, "backup", "run", "-f", bench.Schedule(bucket, Database, database), "-o", "json"];
                piped.Arguments = ["bash", "-c", $"set -o pipefail; pg_dump '{database}' | gzip | rclone rcat gw:{bucket}/app.sql.gz"];
            },
            CheckAsync = async who =>
            {
                var stored = await bench.EmptyAsync(bucket);
                if (who == piped.Name)
                    largest = stored;
                else if (who == own.Name && largest > 0 && stored > largest)
                    throw new InvalidOperationException($"{who} took {stored} bytes, more than {largest}: the run is void");
            },
        };
    }

    /// <summary>
    /// pgbackrest goes without what it needs a server of its own for: the archive of the log, without which its copy cannot be restored, and the bucket, which it reaches by TLS alone. So it
    /// has less to do, and its repository is in memory as the bucket is.
    /// </summary>
    private static Race FilesRace(Place bench, Uri database, int units)
    {
        var own = bench.Janitor("janitor backup run");
        var peer = new Command("pgbackrest, 2 processes, zstd");
        var bucket = string.Empty;
        var (script, repository) = (Path.Combine(bench.Root, "pgbackrest"), Path.Combine(bench.Root, "repository"));
        return new Race(string.Create(CultureInfo.InvariantCulture, $"back up a database of pgbench, scale {units}, or the server's files"), 1.0, own, peer)
        {
            MostMemory = MostMemory,
            PrepareAsync = async () =>
            {
                bucket = await bench.S3.CreateBucketAsync();
                own.Arguments = [bench.Program, "backup", "run", "-f", bench.Schedule(bucket, Database, database), "-o", "json"];
                var (user, password) = database.UserInfo.Split(':') is [var first, var second] ? (first, second) : (database.UserInfo, string.Empty);
                await File.WriteAllTextAsync(script, $$"""
                    data='{{await PostgresServer.QueryAsync<string>(database, "show data_directory")}}'
                    as=()
                    [ "$(id -u)" -ne 0 ] || as=(setpriv "--reuid=$(stat -c %u "$data")" "--regid=$(stat -c %g "$data")" --clear-groups)
                    cd /
                    export PGHOST={{database.Host}} PGPASSWORD={{password}}
                    exec "${as[@]}" pgbackrest --config=/dev/null --stanza=bench --pg1-path="$data" --pg1-port={{database.Port}} --pg1-user={{user}} --repo1-path='{{repository}}' \
                      --lock-path='{{repository}}/lock' --log-path='{{repository}}' --log-level-file=off --log-level-console=error "$@"
                    """);
                await Shell($"rm -rf '{repository}' && mkdir '{repository}' && chmod 777 '{repository}' && bash '{script}' stanza-create");
                peer.Arguments = ["bash", script, "--no-archive-check", "--type=full", "--start-fast", "--compress-type=zst", "--process-max=2", "--repo1-retention-full=1", "backup"];
            },
            CheckAsync = async who =>
            {
                if (who == own.Name ? await bench.EmptyAsync(bucket) == 0 : !File.Exists(Path.Combine(repository, "backup/bench/latest/backup.manifest")))
                    throw new InvalidOperationException($"{who} has stored nothing: the run is void");
            },
        };
    }

    /// <summary>By one job it is one transaction.</summary>
    private static Race RestoreRace(Place bench, Uri database, int units, int jobs)
    {
        var (own, peer) = (bench.Janitor($"janitor restore --jobs {jobs}"), new Command("pg_restore -j2 of a file"));
        var (bucket, file, prepared) = (string.Empty, Path.Combine(bench.Root, "app.dump"), false);
        var target = database.AbsolutePath.TrimStart('/') + "_restored";
        var restored = new UriBuilder(database) { Path = target }.Uri;
        return new Race(string.Create(CultureInfo.InvariantCulture, $"restore a database of pgbench, scale {units}, by {jobs}"), 1.0, own, peer)
        {
            PrepareAsync = async () =>
            {
                if (!prepared)
                {
                    bucket = await bench.S3.CreateBucketAsync();
                    await Shell($"'{bench.Program}' backup run -f '{bench.Schedule(bucket, Database, database)}' >/dev/null");
                    await Shell($"pg_dump --format=custom --file='{file}' '{database}'");
                    prepared = true;
                }

                await PostgresServer.ExecuteAsync(database, $"drop database if exists \"{target}\"");
                own.Arguments = [bench.Program, "restore", "-f", bench.Schedule(bucket, Database, database), "--database", target, "--jobs", $"{jobs}"];
                peer.Arguments = ["bash", "-c", $"psql -qc 'create database \"{target}\"' '{database}' && pg_restore -j2 -d '{restored}' '{file}'"];
            },
            CheckAsync = async who =>
            {
                if (await PostgresServer.QueryAsync<long>(restored, "select count(*) from pgbench_accounts") != units * 100_000L)
                    throw new InvalidOperationException($"{who} did not bring all rows: the run is void");
            },
        };
    }

    private static async Task<Race> ObjectRaceAsync(Place bench, int count)
    {
        var source = await bench.S3.CreateBucketAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, token) =>
            await bench.S3.Client.PutObjectAsync(new PutObjectRequest { BucketName = source, Key = $"processed/{i % 1000}/{i}/metadata.json", ContentBody = $$"""{"job":{{i}},"state":"completed"}""" }, token));
        var own = bench.Janitor("janitor backup run");
        var rclone = bench.Rclone("rclone copy, tar, rclone rcat");
        var bucket = string.Empty;
        var copy = Path.Combine(bench.Root, "copy");
        return new Race(string.Create(CultureInfo.InvariantCulture, $"back up {count:N0} small objects"), 3.0, own, rclone)
        {
            MostMemory = MostMemory,
            PrepareAsync = async () =>
            {
                bucket = await bench.S3.CreateBucketAsync();
                if (Directory.Exists(copy))
                    Directory.Delete(copy, recursive: true);
                var place = $"{{ name: {source}, endpoint: \"{bench.S3.Endpoint}\", pathStyle: true, credentialsSecretRef: {{ name: s3 }} }}";
                own.Arguments = [bench.Program, "backup", "run", "-f", bench.Schedule(bucket, $"{{ objects: {{ bucket: {place}, include: [\"**/metadata.json\"] }} }}", new Uri("postgres://nobody")), "-o", "json"];
                rclone.Arguments = ["bash", "-c", $"set -o pipefail; rclone copy gw:{source} {copy} && tar c -C {copy} . | zstd -q | rclone rcat gw:{bucket}/objects.tar.zst"];
            },
            CheckAsync = async who =>
            {
                if (await bench.EmptyAsync(bucket) == 0)
                    throw new InvalidOperationException($"{who} has stored nothing: the run is void");
            },
        };
    }

    private static async Task Shell(string command)
    {
        using var process = System.Diagnostics.Process.Start("bash", ["-c", command]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} failed");
    }

    /// <summary>Where all of it is.</summary>
    private sealed record Place(string Program, S3Server S3, PostgresServer Postgres, string Root)
    {
        public Command Janitor(string name) => new(name, Program);

        public Command Rclone(string name) => BucketRaces.Rclone(S3, name);

        /// <summary>Writes a schedule of one source, and says where.</summary>
        public string Schedule(string bucket, string source, Uri database)
        {
            var file = Path.Combine(Root, $"{bucket}.yaml");
            File.WriteAllText(file, $$"""
                apiVersion: janitor.dev/v1alpha1
                kind: BackupSchedule
                metadata: { name: bench, namespace: bench }
                spec:
                  sources: [ {{source}} ]
                  destination: { bucket: { name: {{bucket}}, endpoint: "{{S3.Endpoint}}", pathStyle: true, credentialsSecretRef: { name: s3 } } }
                ---
                apiVersion: v1
                kind: Secret
                metadata: { name: s3, namespace: bench }
                stringData: { accessKeyId: {{S3.AccessKey}}, secretAccessKey: {{S3.SecretKey}} }
                ---
                apiVersion: v1
                kind: Secret
                metadata: { name: db, namespace: bench }
                stringData: { uri: "{{database}}" }
                """);
            return file;
        }

        /// <summary>Throws away what is in a bucket, for the server keeps all in memory, and says how many bytes it was.</summary>
        public async Task<long> EmptyAsync(string bucket)
        {
            var items = (await S3.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket })).S3Objects ?? [];
            foreach (var item in items)
                await S3.Client.DeleteObjectAsync(bucket, item.Key);
            return items.Sum(item => item.Size ?? 0);
        }
    }
}
