namespace Janitor.Operator.Hosting;

/// <summary>Where the ledger is. Not a record: its text would tell the password.</summary>
/// <param name="connection">A <c>postgres://</c> URI, libpq's keywords or Npgsql's; null or empty for no ledger.</param>
public sealed class LedgerOptions(string? connection)
{
    /// <summary>The environment variable that holds it: arguments can be read by everybody on the machine.</summary>
    public const string Variable = "JANITOR_LEDGER";

    /// <summary>The connection; null for no ledger.</summary>
    internal string? Connection { get; } = string.IsNullOrWhiteSpace(connection) ? null : connection.Trim();
}
