using System.Data;
using Janitor.Engine.Retention.Catalog;
using Npgsql;

namespace Janitor.Storage.Postgres;

/// <summary>Runs a user's statements in a database, for what they do and not for what they return.</summary>
public sealed class PostgresStatements
{
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly CatalogSession _session;
    private readonly TimeSpan _timeout;

    /// <summary>Prepares the connection; nothing is opened yet.</summary>
    /// <param name="connection">The value of the Secret's key: a <c>postgres://</c> URI, libpq's keywords or Npgsql's.</param>
    /// <param name="timeout">The longest a statement may take; the server ends it then.</param>
    /// <param name="time">Bounds the time to connect.</param>
    /// <exception cref="CatalogException">The connection text cannot be read; the message does not repeat it.</exception>
    public PostgresStatements(string connection, TimeSpan timeout, TimeProvider time) =>
        (_settings, _session, _timeout) = (ConnectionText.Parse(connection), new CatalogSession(connection, timeout, time), timeout);

    /// <summary>Runs them one after the other, each in a transaction of its own, as <c>CHECKPOINT</c> and <c>VACUUM</c> ask for; what was run before one that fails stays done.</summary>
    /// <param name="sql">The statements, with semicolons between.</param>
    /// <param name="cancellationToken">Ends the statement that is being run.</param>
    /// <exception cref="CatalogException">The server cannot be reached or refuses a statement; the message says what to do.</exception>
    public async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await _session.OpenAsync(cancellationToken);
        try
        {
            await RunAsync(connection, $"set statement_timeout = {(long)_timeout.TotalMilliseconds}", cancellationToken);
            foreach (var statement in SqlText.Statements(sql))
                await RunAsync(connection, statement, cancellationToken);
        }
        catch (Exception problem) when (PostgresFailure.IsFailure(problem))
        {
            throw new CatalogException(ConnectionText.Field, Tell(problem), problem);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandType = CommandType.Text };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string Tell(Exception problem) => problem switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => $"it took longer than its timeout, {_timeout.TotalSeconds:0.###} s: make it faster, or raise timeout",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refusal => $"PostgreSQL says: {refusal.MessageText}; grant user {_settings.Username} what the SQL needs",
        PostgresException refusal => $"PostgreSQL says: {refusal.MessageText}; correct the SQL or the data (SQLSTATE {refusal.SqlState})",
        _ => _session.Failure.OfQuery(ConnectionText.Field, problem).Message,
    };
}
