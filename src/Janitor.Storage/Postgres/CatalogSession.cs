using System.Data;
using System.Globalization;
using Janitor.Engine.Retention.Catalog;
using Npgsql;

namespace Janitor.Storage.Postgres;

/// <summary>How an application's database is asked: a connection and a transaction for each call, and queries that are looked at before they run.</summary>
internal sealed class CatalogSession
{
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly TimeSpan _statementTimeout;
    private readonly TimeProvider _time;

    /// <param name="connection">The value of the key that <c>connectionSecretRef</c> names.</param>
    /// <param name="statementTimeout">The longest a statement may take.</param>
    /// <param name="time">Bounds the time to connect.</param>
    /// <exception cref="CatalogException">The connection text cannot be read; the message does not repeat it.</exception>
    public CatalogSession(string connection, TimeSpan statementTimeout, TimeProvider time)
    {
        (_settings, _statementTimeout, _time) = (ConnectionText.Parse(connection), statementTimeout, time);

        // The server ends a slow statement; the client's own bound is for a server that is gone without a word.
        _settings.CommandTimeout = (int)Math.Ceiling(statementTimeout.TotalSeconds) + 10;
        Failure = new PostgresFailure(_settings, statementTimeout);
    }

    /// <summary>Says what went wrong.</summary>
    public PostgresFailure Failure { get; }

    /// <summary>The one query that a text holds.</summary>
    public static string SingleStatement(string field, string? sql) => SqlText.Statements(sql ?? string.Empty) is [var one]
        ? one
        : throw new CatalogException(field, "the text must hold one query, no more and no less");

    /// <summary>The query's columns. It is not run, and stands alone here, so that the server's complaint about it is one about what the user wrote.</summary>
    public static async Task<IReadOnlyList<(string Name, string Type)>> DescribeAsync(
        NpgsqlConnection connection, string query, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), reader.GetPostgresType(i).Name))];
    }

    /// <summary>Whether a column holds text.</summary>
    public static bool IsText((string Name, string Type) column) => column.Type is "text" or "character varying" or "character" or "name" or "citext";

    /// <summary>The error for a query that returns something else.</summary>
    public static CatalogException WrongColumns(string field, IReadOnlyList<(string Name, string Type)> found, string expected)
    {
        var columns = string.Join(", ", found.Select(column => $"{column.Name} {column.Type}"));
        return new CatalogException(
            field, string.Create(CultureInfo.InvariantCulture, $"the query returns {found.Count} columns ({columns}); it must return {expected}"));
    }

    /// <summary>Connects.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        // Npgsql's timeout is for each address that a host has; this one is for all of it.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(_settings.Timeout), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var connection = new NpgsqlConnection(_settings.ConnectionString);
        try
        {
            await connection.OpenAsync(either.Token);
            return connection;
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            if (PostgresFailure.IsFailure(exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
                throw Failure.OfConnect(exception);
            throw;
        }
    }

    /// <summary>Begins a transaction that sees one moment.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="access"><c>read only</c> or <c>read write</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, string access, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var timeout = (long)_statementTimeout.TotalMilliseconds;
        await using var command = new NpgsqlCommand($"set transaction {access}; set local statement_timeout = {timeout}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }
}
