using Janitor.Engine.Backups;
using Npgsql;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// A database that is made as one was: what <c>pg_restore --create</c> brings back besides what is in it, under any name. Source:
/// https://www.postgresql.org/docs/current/sql-createdatabase.html.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="content">What it was.</param>
internal sealed class NewDatabase(string name, DatabaseContent content)
{
    /// <summary>From this version on a server asks whose locale a database has.</summary>
    private const int WithProviders = 15;

    private readonly string _database = SqlQuote.Name(name);

    /// <summary>Makes it, with its locale and nothing else.</summary>
    /// <param name="open">Another database of the server.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task MakeAsync(NpgsqlConnection open, CancellationToken cancellationToken)
    {
        var locale = $"encoding {SqlQuote.Text(content.Encoding)} lc_collate {SqlQuote.Text(content.Collation)} lc_ctype {SqlQuote.Text(content.CharacterType)}";
        return ExecuteAsync(open, $"create database {_database} template template0 {locale}{Provider(open.PostgreSqlVersion.Major)}", cancellationToken);
    }

    /// <summary>Gives it the settings of its sessions.</summary>
    /// <param name="open">Another database of the server.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">The server does not take one.</exception>
    public async Task SetAsync(NpgsqlConnection open, CancellationToken cancellationToken)
    {
        foreach (var setting in content.Settings)
        {
            var (key, value) = setting.Split('=', 2) is [var before, var behind] ? (before, behind) : (setting, string.Empty);
            try
            {
                // Lists are texts that are quoted already: the server takes them so, and the database from that.
                await using var transaction = await open.BeginTransactionAsync(cancellationToken);
                await using (var set = new NpgsqlCommand("select set_config($1, $2, true)", open) { Parameters = { new() { Value = key }, new() { Value = value } } })
                    await set.ExecuteNonQueryAsync(cancellationToken);
                await ExecuteAsync(open, $"alter database {_database} set {SqlQuote.Name(key)} from current", cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
            catch (PostgresException problem)
            {
                throw new BackupException(BackupProblem.TargetRefused, $"the setting {key} of the database cannot be restored: {problem.MessageText}; make the database yourself, and restore to it while it is empty", problem);
            }
        }
    }

    /// <summary>Gives it to its owner, and lets those use it who could.</summary>
    /// <param name="open">Another database of the server.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackupException">What is to be granted is nothing that a database has.</exception>
    public async Task GrantAsync(NpgsqlConnection open, CancellationToken cancellationToken)
    {
        if (content.Owner is { } owner)
            await ExecuteAsync(open, $"alter database {_database} owner to {SqlQuote.Name(owner)}", cancellationToken);
        if (content.Grants is not { } grants)
            return;
        await ExecuteAsync(open, $"revoke all on database {_database} from public", cancellationToken);
        foreach (var grant in grants)
        {
            if (grant.Privilege is not ("CONNECT" or "CREATE" or "TEMPORARY"))
                throw new BackupException(BackupProblem.UnknownVersion, $"the manifest has a privilege {grant.Privilege} on databases, which this Janitor does not know: take a newer one");
            var role = grant.To is { } to ? SqlQuote.Name(to) : "public";
            await ExecuteAsync(open, $"grant {grant.Privilege} on database {_database} to {role}{(grant.Grantable ? " with grant option" : string.Empty)}", cancellationToken);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection open, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string Provider(int version) => content.LocaleProvider switch
    {
        "icu" => $" locale_provider icu icu_locale {SqlQuote.Text(content.Locale ?? string.Empty)}{(content.LocaleRules is { } rules ? $" icu_rules {SqlQuote.Text(rules)}" : string.Empty)}",
        "builtin" => $" locale_provider builtin builtin_locale {SqlQuote.Text(content.Locale ?? string.Empty)}",
        "libc" when version >= WithProviders => " locale_provider libc",
        _ => string.Empty,
    };
}
