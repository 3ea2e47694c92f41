using System.Net.Sockets;
using System.Security.Authentication;
using Janitor.Engine.Retention.Catalog;
using Npgsql;

namespace Janitor.Storage.Postgres;

/// <summary>Says what went wrong with a server or a query, and what to do; never more of the connection than host, user and database.</summary>
/// <param name="settings">The connection.</param>
/// <param name="statementTimeout">The longest a statement may take.</param>
internal sealed class PostgresFailure(NpgsqlConnectionStringBuilder settings, TimeSpan statementTimeout)
{
    private string Server => settings.Host!.Contains(',', StringComparison.Ordinal) ? settings.Host : $"{settings.Host}:{settings.Port}";

    /// <summary>Whether the exception is the server's, the network's or Npgsql's, and not a mistake of ours or a cancellation.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException or AuthenticationException or InvalidCastException;

    /// <summary>The error for a connection that could not be opened.</summary>
    public CatalogException OfConnect(Exception exception) => new(ConnectionText.Field, ConnectMessage(exception), exception);

    /// <summary>The error for a query or statement that stands in <paramref name="field"/>.</summary>
    public CatalogException OfQuery(string field, Exception exception) => new(field, QueryMessage(field, exception), exception);

    private string ConnectMessage(Exception exception) => (exception as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"PostgreSQL at {Server} refuses user {settings.Username}: check user and password in the Secret, and the server's pg_hba.conf",
        PostgresErrorCodes.InvalidCatalogName =>
            $"PostgreSQL at {Server} has no database {settings.Database ?? settings.Username}: check the database in the Secret",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"PostgreSQL at {Server} does not let user {settings.Username} connect to database {settings.Database}: grant CONNECT to it",
        PostgresErrorCodes.TooManyConnections =>
            $"PostgreSQL at {Server} has no connection left: raise max_connections, or run the policy at another time",
        not null => $"PostgreSQL at {Server} does not accept the connection: {((PostgresException)exception).MessageText}",
        null when IsTimeout(exception) =>
            $"PostgreSQL at {Server} did not answer within {settings.Timeout} s: check host and port in the Secret, and network policies",
        null => $"cannot connect to PostgreSQL at {Server}: {Cause(exception)}; check host, port and sslmode in the Secret, and that it runs",
    };

    private string QueryMessage(string field, Exception exception) => exception is PostgresException refusal
        ? $"PostgreSQL says: {refusal.MessageText}; {Remedy(field, refusal)}"
        : IsTimeout(exception)
            ? $"PostgreSQL at {Server} stopped answering; check the server and the network"
            : exception is InvalidCastException
                ? $"a value cannot be read: {exception.Message}"
                : $"the connection to PostgreSQL at {Server} broke off: {Cause(exception)}; the next run tries again";

    private string Remedy(string field, PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => $"grant user {settings.Username} what the SQL needs",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName =>
            $"check the names in the SQL, the schema, and that {settings.Database ?? settings.Username} is the right database",
        PostgresErrorCodes.SyntaxError => "correct the SQL; a query must be one SELECT",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"queries run read-only: {Instead(field)}, on a server that is not a standby",
        PostgresErrorCodes.FeatureNotSupported => $"queries run read-only, inside select * from (…): {Instead(field)}",
        PostgresErrorCodes.QueryCanceled =>
            $"it took longer than statementTimeout, {statementTimeout.TotalSeconds:0.###} s: make it faster (an index?) or raise statementTimeout",
        PostgresErrorCodes.AmbiguousFunction or PostgresErrorCodes.IndeterminateDatatype or PostgresErrorCodes.AmbiguousParameter =>
            "name the type of the array, as in unnest(@jobs::bigint[])",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "the server ended the connection; the next run tries again",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
            "the application changed the same rows at the same time; the next run tries again",
        _ => $"correct the SQL or the data (SQLSTATE {refusal.SqlState})",
    };

    /// <summary>Only a catalog has statements that may change something.</summary>
    private static string Instead(string field) =>
        field.StartsWith("spec.catalog.", StringComparison.Ordinal) ? "write in onCleaned or stuck.set" : "write one SELECT that changes nothing";

    private static bool IsTimeout(Exception exception) => exception is TimeoutException or OperationCanceledException || exception.InnerException is TimeoutException;

    private static string Cause(Exception exception) => exception.GetBaseException().Message.TrimEnd('.');
}
