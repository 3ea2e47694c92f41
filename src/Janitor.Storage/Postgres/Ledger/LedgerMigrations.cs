using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Janitor.Engine.Quotas.Ledger;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>
/// Brings the ledger's tables, in their own schema, to the version that this program knows. Scripts are embedded, run in the order of their names, each in a
/// transaction, and never change once they were released. Of many programs that start at once, one does it and the others wait.
/// </summary>
internal static class LedgerMigrations
{
    /// <summary>The schema.</summary>
    public const string Schema = "janitor";

    /// <summary>The advisory lock: any number, as long as it is always the same.</summary>
    private const long Lock = 0x6a616e69746f72;

    private const string Folder = "Janitor.Storage.Postgres.Ledger.Migrations.";

    private static readonly IReadOnlyList<Migration> Known = [.. Read(typeof(LedgerMigrations).Assembly)];

    /// <summary>Does what is left to be done.</summary>
    /// <returns>The names of the scripts that were run.</returns>
    /// <exception cref="LedgerException">The ledger is of a newer Janitor, or was changed by hand.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, $"create schema if not exists {Schema}", cancellationToken);
            await ExecuteAsync(
                connection,
                "create table if not exists migrations (version integer primary key, name text not null, sha256 bytea not null, applied_at timestamptz not null default now())",
                cancellationToken);
            var applied = await AppliedAsync(connection, cancellationToken);
            Check(applied);
            var left = Known.Skip(applied.Count).ToList();
            foreach (var migration in left)
                await ApplyAsync(connection, migration, cancellationToken);
            return [.. left.Select(migration => migration.Identity.Name)];
        }
        finally
        {
            // The pool would hand the connection on with it.
            await ExecuteAsync(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    private static void Check(IReadOnlyList<Identity> applied)
    {
        if (applied.Count > Known.Count)
            throw new LedgerException($"the ledger is of a newer Janitor ({applied[^1].Name}), and this one knows it up to {Known[^1].Identity.Name}: update Janitor");
        foreach (var (before, now) in applied.Zip(Known.Select(migration => migration.Identity)))
        {
            if (before != now)
                throw new LedgerException($"the ledger's migration {before.Name} is not the one that this Janitor knows ({now.Name}): schema {Schema} was changed by hand, or belongs to another program");
        }
    }

    private static async Task<IReadOnlyList<Identity>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select name, sha256 from migrations order by version", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new List<Identity>();
        while (await reader.ReadAsync(cancellationToken))
            applied.Add(new Identity(reader.GetString(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1))));
        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await using var note = new NpgsqlCommand("insert into migrations (version, name, sha256) values ((select count(*) + 1 from migrations), $1, $2)", connection)
        {
            Parameters = { new() { Value = migration.Identity.Name }, new() { Value = Convert.FromHexString(migration.Identity.Sha256) } },
        };
        await note.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static IEnumerable<Migration> Read(Assembly assembly)
    {
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            var sql = reader.ReadToEnd();
            yield return new Migration(new Identity(name[Folder.Length..^".sql".Length], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))), sql);
        }
    }

    /// <summary>A script, known by its name and content.</summary>
    private readonly record struct Identity(string Name, string Sha256);

    private sealed record Migration(Identity Identity, string Sql);
}
