using System.Collections.Concurrent;
using System.Diagnostics;
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

    /// <summary>Kept for the life of the process: the server ends when this pipe's other end closes.</summary>
    private readonly Process? _process;

    private PostgresServer(Uri uri, Process? process)
    {
        Uri = uri;
        _process = process;
    }

    /// <summary>The superuser's connection.</summary>
    public Uri Uri { get; }

    /// <summary>The server of this process, started when this is the first call.</summary>
    /// <param name="address">Where it listens; there is one server for each address.</param>
    public static Task<PostgresServer> StartAsync(string address = Loopback) => StartAsync(address, []);

    /// <summary>The server of this process that has settings of its own, started when this is the first call that wants them.</summary>
    /// <param name="settings">The settings, as <c>name=value</c>.</param>
    public static Task<PostgresServer> StartWithAsync(params string[] settings) => StartAsync(Loopback, settings);

    /// <summary>Runs SQL that returns nothing.</summary>
    public static async Task ExecuteAsync(Uri database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(Settings(database));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Waits at the server until rows of a database are being copied, which may take it a moment only, and ends whoever does that. It waits in another database: a restore looks whether
    /// somebody uses its own.
    /// </summary>
    /// <param name="database">The database.</param>
    public async Task EndSessionsAsync(Uri database)
    {
        var settings = Settings(Uri);
        settings.CommandTimeout = 0;
        await using var source = NpgsqlDataSource.Create(settings);
        await using var command = source.CreateCommand($"""
            do $$
              declare ended int;
              begin
                for i in 1..20000 loop
                  perform pg_stat_clear_snapshot();
                  select count(pg_terminate_backend(pid)) into ended from pg_stat_activity where datname = '{database.AbsolutePath.TrimStart('/')}' and query ilike 'copy%';
                  exit when ended > 0;
                  perform pg_sleep(0.005);
                end loop;
                if ended = 0 then raise exception 'nobody copied rows'; end if;
              end $$
            """);
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
        if (_process is null)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => ExecuteAsync(Uri, $"drop database if exists {name} with (force)").Wait();
        return new UriBuilder(Uri) { Path = name }.Uri;
    }

    private static Task<PostgresServer> StartAsync(string address, string[] settings) =>
        Shared.GetOrAdd(string.Join(' ', [address, .. settings]), _ => new Lazy<Task<PostgresServer>>(() => RaiseAsync(address, settings))).Value;

    private static async Task<PostgresServer> RaiseAsync(string address, string[] settings)
    {
        if (settings.Length == 0 && Environment.GetEnvironmentVariable("JANITOR_TEST_POSTGRES") is { Length: > 0 } running)
            return new PostgresServer(new Uri(running), null);

        var script = await ServerScript.StartAsync(
            "postgres-server", [address, string.Empty, string.Empty, .. settings], "No PostgreSQL server to test against. Run eng/install-test-servers, or name one in JANITOR_TEST_POSTGRES.");
        return new PostgresServer(new Uri(script.Place), script.Process);
    }
}
