using Janitor.Engine.Quotas.Ledger;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>Says what went wrong with the ledger's server; never more of the connection than host, user and database.</summary>
internal sealed class LedgerFailure(NpgsqlConnectionStringBuilder settings)
{
    private string Server => $"{settings.Host}:{settings.Port}";

    /// <summary>The error for a connection that could not be opened.</summary>
    public LedgerException OfConnect(Exception problem) => problem is PostgresException refusal
        ? new LedgerException($"PostgreSQL at {Server} does not let user {settings.Username} use the ledger: {refusal.MessageText}", problem) { IsTransient = refusal.IsTransient }
        : new LedgerException($"the ledger cannot be reached at PostgreSQL {Server}: {problem.GetBaseException().Message.TrimEnd('.')}", problem) { IsTransient = true };

    /// <summary>The error for a statement.</summary>
    public LedgerException OfUse(Exception problem) => problem is PostgresException refusal
        ? new LedgerException(
            refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege
                ? $"user {settings.Username} may not use the ledger: {refusal.MessageText}; make it the owner of schema {LedgerMigrations.Schema}, or let it create schemas"
                : $"the ledger refuses: {refusal.MessageText}",
            problem)
        { IsTransient = refusal.IsTransient || refusal.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        : new LedgerException($"the connection to the ledger at PostgreSQL {Server} broke off: {problem.GetBaseException().Message.TrimEnd('.')}", problem) { IsTransient = true };
}
