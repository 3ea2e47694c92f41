using System.Text;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Storage.Postgres;
using Npgsql;

namespace Janitor.Storage.Backups.Postgres;

/// <summary>
/// A server that roles and tablespaces are restored to. Roles come in one transaction; tablespaces, which no transaction can make, after it. What is there already stays as it is, and roles keep
/// their passwords, unless <see cref="OverwriteRule.Always"/> says otherwise.
/// </summary>
/// <param name="connection">What the Secret says; the user must be a superuser.</param>
public sealed class GlobalsTarget(string connection) : IPartTarget
{
    private const string CreateRole = "CREATE ROLE ";
    private const string AlterRole = "ALTER ROLE ";
    private const string CreateTablespace = "CREATE TABLESPACE ";

    private readonly PostgresServerAccess _server = new(connection, BackupProblem.TargetRefused);

    /// <inheritdoc/>
    public string Description => $"PostgreSQL at {_server.Server}";

    /// <inheritdoc/>
    public async Task<string> InspectAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        if (part.Kind != PartKind.PostgresGlobals)
            throw new BackupException(BackupProblem.TargetRefused, $"{part.Name} holds no roles");
        await (await _server.OpenAsync(_server.Database, cancellationToken)).DisposeAsync();
        return $"roles and tablespaces that {Description} lacks would be made; those it has {(overwrite == OverwriteRule.Always ? "would become as they were" : "stay as they are")}";
    }

    /// <inheritdoc/>
    public Stream? Rehearse() => Stream.Null;

    /// <inheritdoc/>
    public Task<IPartWriting> OpenAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken) =>
        Task.FromResult<IPartWriting>(new Writing(_server, overwrite == OverwriteRule.Always));

    private sealed class Writing(PostgresServerAccess server, bool overwrite) : IPartWriting
    {
        private readonly MemoryStream _sql = new();

        public Stream Content => _sql;

        public string StateIfBroken => "Roles are as they were: it is one transaction; tablespaces that were made are there";

        public async Task EndAsync(CancellationToken cancellationToken)
        {
            await using var open = await server.OpenAsync(server.Database, cancellationToken);
            await server.AskAsync(open, async asked =>
            {
                var (roles, tablespaces) = (await NamesAsync(asked, "select quote_ident(rolname) from pg_roles", cancellationToken), await NamesAsync(asked, "select quote_ident(spcname) from pg_tablespace", cancellationToken));
                var statements = SqlText.Statements(Readable(Encoding.UTF8.GetString(_sql.ToArray())));
                await using (var transaction = await asked.BeginTransactionAsync(cancellationToken))
                {
                    foreach (var statement in statements.Where(statement => !IsTablespace(statement) && IsWanted(statement, roles)))
                        await ExecuteAsync(asked, statement, cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                }

                foreach (var statement in statements.Where(statement => IsTablespace(statement) && !tablespaces.Contains(NameAfter(statement, CreateTablespace))))
                    await ExecuteAsync(asked, statement, cancellationToken);
                return true;
            });
        }

        public ValueTask DisposeAsync() => _sql.DisposeAsync();

        /// <summary>Without comments and what only psql understands.</summary>
        private static string Readable(string sql) => string.Join('\n', sql.Split('\n').Where(line => !line.StartsWith('\\') && !line.StartsWith("--", StringComparison.Ordinal)));

        private static bool IsTablespace(string statement) => statement.StartsWith(CreateTablespace, StringComparison.Ordinal);

        private static string NameAfter(string statement, string words)
        {
            var rest = statement[words.Length..];
            var end = rest.StartsWith('"') ? rest.Replace("\"\"", "__", StringComparison.Ordinal).IndexOf('"', 1) + 1 : rest.IndexOf(' ', StringComparison.Ordinal);
            return end <= 0 ? rest : rest[..end];
        }

        private static async Task<HashSet<string>> NamesAsync(NpgsqlConnection open, string sql, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand(sql, open);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellationToken))
                names.Add(reader.GetString(0));
            return names;
        }

        private static async Task ExecuteAsync(NpgsqlConnection open, string statement, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand(statement, open);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        private bool IsWanted(string statement, HashSet<string> there) =>
            statement.StartsWith(CreateRole, StringComparison.Ordinal)
                ? !there.Contains(NameAfter(statement, CreateRole))
                : overwrite || !statement.StartsWith(AlterRole, StringComparison.Ordinal) || !there.Contains(NameAfter(statement, AlterRole));
    }
}
