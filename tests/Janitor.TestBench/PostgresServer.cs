using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Janitor.TestBench;

/// <summary>
/// A real PostgreSQL server, one a test process, raised on first use from Debian's <c>postgresql</c> packages and gone with the process, however
/// that ends. <c>JANITOR_TEST_POSTGRES</c>, the URI of a superuser's connection to a server that runs already, takes its place.
/// </summary>
public sealed class PostgresServer
{
    // PostgreSQL refuses root. The shell outlives a test process that is killed just long enough to end the server: its standard input is a pipe
    // from that process. (A parent-death signal will not do: it fires when the starting *thread* ends, and pool threads do.)
    private const string Script =
        """
        set -eu
        bin=$1 port=$2
        export PGPASSWORD=$3
        dir=$(mktemp -d "${TMPDIR:-/tmp}/janitor-postgres-XXXXXX")
        trap 'rm -rf "$dir"' EXIT
        cd "$dir"
        echo "$PGPASSWORD" >password
        "$bin/initdb" -D data -U postgres -E UTF8 --locale=C -A scram-sha-256 --pwfile=password --no-sync >&2
        "$bin/postgres" -D data -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c full_page_writes=off \
          -c synchronous_commit=off -c log_min_messages=fatal >&2 &
        server=$!
        exec 3<&0
        # Until it is gone: a server that has just been started still ignores the signal.
        (read -r _ <&3 || true; while kill -QUIT $server; do sleep 0.1; done 2>/dev/null) &
        wait $server
        """;

    private static readonly Lazy<Task<PostgresServer>> Shared = new(RaiseAsync);

    private readonly Process? _watchdog;

    private PostgresServer(Uri uri, Process? watchdog)
    {
        Uri = uri;
        _watchdog = watchdog;
    }

    /// <summary>The superuser's connection.</summary>
    public Uri Uri { get; }

    /// <summary>The server of this process, started when this is the first call.</summary>
    public static Task<PostgresServer> StartAsync() => Shared.Value;

    /// <summary>Runs SQL that returns nothing.</summary>
    public static async Task ExecuteAsync(Uri database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(Settings(database));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs SQL and returns the first column of the first row.</summary>
    public static async Task<T> QueryAsync<T>(Uri database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(Settings(database));
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A connection as Npgsql wants it described, without pooling.</summary>
    public static NpgsqlConnectionStringBuilder Settings(Uri database)
    {
        var user = database.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return new NpgsqlConnectionStringBuilder
        {
            Host = database.Host,
            Port = database.IsDefaultPort ? 5432 : database.Port,
            Username = user[0],
            Password = user.Length > 1 ? user[1] : null,
            Database = Uri.UnescapeDataString(database.AbsolutePath.TrimStart('/')),
            Pooling = false,
        };
    }

    /// <summary>Creates an empty database and returns the superuser's connection to it.</summary>
    public async Task<Uri> CreateDatabaseAsync()
    {
        var name = $"janitor_test_{Guid.NewGuid():N}";
        await ExecuteAsync(Uri, $"create database {name}");
        if (_watchdog is null)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => ExecuteAsync(Uri, $"drop database if exists {name} with (force)").Wait();
        return new UriBuilder(Uri) { Path = name }.Uri;
    }

    private static async Task<PostgresServer> RaiseAsync()
    {
        if (Environment.GetEnvironmentVariable("JANITOR_TEST_POSTGRES") is { Length: > 0 } running)
            return new PostgresServer(new Uri(running), null);

        var port = FreePort();
        var password = Guid.NewGuid().ToString("N");
        var watchdog = StartWatchdog(FindPrograms(), port, password);
        var log = new ConcurrentQueue<string?>();
        watchdog.ErrorDataReceived += (_, line) => log.Enqueue(line.Data);
        watchdog.BeginErrorReadLine();

        var uri = new Uri($"postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(uri))
        {
            if (watchdog.HasExited || Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
                throw new InvalidOperationException($"PostgreSQL did not start:\n{string.Join('\n', log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        return new PostgresServer(uri, watchdog);
    }

    private static Process StartWatchdog(string programs, int port, string password)
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        string[] unprivileged = ["setpriv", $"--reuid={User()}", $"--regid={User()}", "--clear-groups"];
        string[] words = [.. Environment.IsPrivilegedProcess ? unprivileged : [], "sh", "-c", Script, "postgres", programs, $"{port}", password];
        start.FileName = words[0];
        foreach (var word in words[1..])
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    private static string User() => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string FindPrograms()
    {
        const string Root = "/usr/lib/postgresql";
        var found = Directory.Exists(Root) ? Directory.GetDirectories(Root).Where(version => File.Exists($"{version}/bin/initdb")).Max() : null;
        return found is null
            ? throw new InvalidOperationException($"No PostgreSQL server below {Root}: run eng/install-test-servers, or set JANITOR_TEST_POSTGRES.")
            : $"{found}/bin";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> AnswersAsync(Uri uri)
    {
        try
        {
            await ExecuteAsync(uri, "select 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
