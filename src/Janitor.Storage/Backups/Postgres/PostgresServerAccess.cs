using System.Globalization;
using Janitor.Engine.Backups;
using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres;
using Npgsql;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>A PostgreSQL server, as we and its own programs reach it.</summary>
internal sealed class PostgresServerAccess
{
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly PostgresFailure _failure;
    private readonly BackupProblem _problem;

    /// <param name="connection">What the Secret says.</param>
    /// <param name="problem">What it is when it cannot be reached.</param>
    /// <exception cref="BackupException">The text cannot be read.</exception>
    public PostgresServerAccess(string connection, BackupProblem problem)
    {
        try
        {
            _settings = ConnectionText.Parse(connection);
        }
        catch (CatalogException unreadable)
        {
            throw new BackupException(problem, unreadable.Message, unreadable);
        }

        _settings.CommandTimeout = 0;
        (_failure, _problem) = (new PostgresFailure(_settings, Timeout.InfiniteTimeSpan), problem);
    }

    /// <summary>The database that the connection names.</summary>
    public string Database => _settings.Database ?? _settings.Username ?? string.Empty;

    /// <summary>The server in words: <c>db.media:5432</c>.</summary>
    public string Server => string.Create(CultureInfo.InvariantCulture, $"{_settings.Host}:{_settings.Port}");

    /// <summary>What libpq reads in place of arguments, which everybody on the machine could see. Source: https://www.postgresql.org/docs/current/libpq-envars.html.</summary>
    /// <param name="database">The database.</param>
    /// <param name="session">How the server calls its sessions; null is what the connection says.</param>
    public Dictionary<string, string> Environment(string database, string? session = null)
    {
        var variables = new Dictionary<string, string>
        {
            ["PGHOST"] = _settings.Host!,
            ["PGPORT"] = _settings.Port.ToString(CultureInfo.InvariantCulture),
            ["PGDATABASE"] = database,
            ["PGAPPNAME"] = session ?? _settings.ApplicationName!,
            ["PGCONNECT_TIMEOUT"] = _settings.Timeout.ToString(CultureInfo.InvariantCulture),
            ["PGSSLMODE"] = SslModeName(_settings.SslMode),
        };
        Add("PGUSER", _settings.Username);
        Add("PGPASSWORD", _settings.Password);
        Add("PGSSLROOTCERT", _settings.RootCertificate);
        Add("PGOPTIONS", _settings.Options);
        return variables;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                variables[name] = value;
        }
    }

    /// <summary>Connects to a database.</summary>
    /// <exception cref="BackupException">It cannot be reached.</exception>
    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken) => await TryOpenAsync(database, cancellationToken)
        ?? throw new BackupException(_problem, $"PostgreSQL at {Server} has no database {database}");

    /// <summary>Connects to a database; null when there is no such database.</summary>
    /// <exception cref="BackupException">The server cannot be reached.</exception>
    public async Task<NpgsqlConnection?> TryOpenAsync(string database, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Database = database };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await connection.DisposeAsync();
            return null;
        }
        catch (Exception problem) when (PostgresFailure.IsFailure(problem))
        {
            await connection.DisposeAsync();
            throw new BackupException(_problem, _failure.OfConnect(problem).Message, problem);
        }
    }

    /// <summary>Does something with a connection.</summary>
    /// <exception cref="BackupException">The server refuses it, or the connection broke off.</exception>
    public async Task<T> AskAsync<T>(NpgsqlConnection connection, Func<NpgsqlConnection, Task<T>> ask)
    {
        try
        {
            return await ask(connection);
        }
        catch (Exception problem) when (PostgresFailure.IsFailure(problem))
        {
            throw new BackupException(_problem, $"PostgreSQL at {Server}, database {connection.Database}: {(problem as PostgresException)?.MessageText ?? problem.GetBaseException().Message}", problem);
        }
    }

    private static string SslModeName(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };
}
