using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Npgsql;

namespace Janitor.TestBench;

/// <summary>
/// A real PostgreSQL server, one a test process, raised on first use from Debian's <c>postgresql</c> packages and gone with the process, however
/// that ends. <c>JANITOR_TEST_POSTGRES</c>, the URI of a superuser's connection to a server that runs already, takes its place.
/// </summary>
public sealed class PostgresServer
{
    private const string Loopback = "127.0.0.1";

    private static readonly ConcurrentDictionary<string, Lazy<Task<PostgresServer>>> Shared = new(StringComparer.Ordinal);

    private readonly Process? _watchdog;

    private PostgresServer(Uri uri, Process? watchdog)
    {
        Uri = uri;
        _watchdog = watchdog;
    }

    /// <summary>The superuser's connection.</summary>
    public Uri Uri { get; }

    /// <summary>The server of this process, started when this is the first call.</summary>
    /// <param name="address">Where it listens; there is one server for each address.</param>
    public static Task<PostgresServer> StartAsync(string address = Loopback) =>
        Shared.GetOrAdd(address, where => new Lazy<Task<PostgresServer>>(() => RaiseAsync(where))).Value;

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

    private static async Task<PostgresServer> RaiseAsync(string address)
    {
        if (Environment.GetEnvironmentVariable("JANITOR_TEST_POSTGRES") is { Length: > 0 } running)
            return new PostgresServer(new Uri(running), null);

        var port = FreePort(address);
        var password = Guid.NewGuid().ToString("N");
        var watchdog = StartWatchdog(port, password, address);
        var log = new ConcurrentQueue<string?>();
        watchdog.ErrorDataReceived += (_, line) => log.Enqueue(line.Data);
        watchdog.BeginErrorReadLine();

        var uri = new Uri($"postgres://postgres:{password}@{address}:{port}/postgres");
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(uri))
        {
            if (watchdog.HasExited || Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
                throw new InvalidOperationException($"PostgreSQL did not start:\n{string.Join('\n', log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        return new PostgresServer(uri, watchdog);
    }

    private static Process StartWatchdog(int port, string password, string address)
    {
        var script = Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "postgres-server");
        return Process.Start(new ProcessStartInfo("/bin/bash", [script, $"{port}", password, address])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
    }

    private static int FreePort(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
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
