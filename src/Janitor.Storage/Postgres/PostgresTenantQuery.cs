using System.Text;
using Janitor.Api.Quotas;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention.Catalog;
using Npgsql;

namespace Janitor.Storage.Postgres;

/// <summary>Asks an application's PostgreSQL database whose which folder is. Fails whole when anything about the answer is in doubt.</summary>
public sealed class PostgresTenantQuery
{
    private const string Field = "spec.tenants.postgres.query";

    private readonly PostgresTenants _spec;
    private readonly CatalogSession _session;

    /// <summary>Prepares the query; nothing is opened yet.</summary>
    /// <param name="spec">The query.</param>
    /// <param name="connection">The value of the key that <c>connectionSecretRef</c> names.</param>
    /// <param name="time">Bounds the time to connect.</param>
    /// <exception cref="CatalogException">The connection text cannot be read; the message does not repeat it.</exception>
    public PostgresTenantQuery(PostgresTenants spec, string connection, TimeProvider time) =>
        (_spec, _session) = (spec, new CatalogSession(connection, spec.StatementTimeout.Value, time));

    /// <summary>Reads all folders.</summary>
    /// <exception cref="CatalogException">The server cannot be reached, refuses the query, or returns what cannot be used, such as nothing.</exception>
    public async Task<TenantFolders> ReadAsync(CancellationToken cancellationToken)
    {
        var folders = await ReadAsync(ReadAllAsync, cancellationToken);
        return folders.Count > 0 ? folders : throw new CatalogException(Field, "the query returns no row, so everything would be nobody's");
    }

    /// <summary>Reads the folders that some items are in: none when they are nobody's.</summary>
    /// <param name="items">Their paths below the target.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CatalogException">The server cannot be reached, refuses the query, or returns what cannot be used.</exception>
    public Task<TenantFolders> FindAsync(IEnumerable<string> items, CancellationToken cancellationToken)
    {
        string[] folders = [.. items.SelectMany(Folders).Distinct(StringComparer.Ordinal)];
        return ReadAsync((connection, token) => ReadAsync(connection, "where folder = any($1)", [new NpgsqlParameter { Value = folders }], token), cancellationToken);
    }

    /// <summary>A path itself and all that it is in, each as it may be written.</summary>
    private static IEnumerable<string> Folders(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            yield return path[..end];
            yield return path[..end] + "/";
        }
    }

    private async Task<TenantFolders> ReadAsync(Func<NpgsqlConnection, CancellationToken, Task<TenantFolders>> read, CancellationToken cancellationToken)
    {
        await using var connection = await _session.OpenAsync(cancellationToken);
        try
        {
            await using var transaction = await _session.BeginAsync(connection, "read only", cancellationToken);
            return await read(connection, cancellationToken);
        }
        catch (FormatException mistake)
        {
            throw new CatalogException(Field, mistake.Message);
        }
        catch (Exception exception) when (PostgresFailure.IsFailure(exception))
        {
            throw _session.Failure.OfQuery(Field, exception);
        }
    }

    private async Task<TenantFolders> ReadAllAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var columns = await CatalogSession.DescribeAsync(connection, CatalogSession.SingleStatement(Field, _spec.Query), cancellationToken);
        if (columns.Count != 2 || !columns.All(CatalogSession.IsText))
            throw CatalogSession.WrongColumns(Field, columns, "2 columns of type text: folder, tenant");
        return await ReadAsync(connection, string.Empty, [], cancellationToken);
    }

    private async Task<TenantFolders> ReadAsync(NpgsqlConnection connection, string which, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        var folders = new TenantFolders();
        var query = CatalogSession.SingleStatement(Field, _spec.Query);
        await using var command = new NpgsqlCommand($"select folder::text, tenant::text from (\n{query}\n) as t(folder, tenant) {which}", connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            folders.Add(Bytes(reader, 0), Bytes(reader, 1));
        return folders;
    }

    /// <summary>NULL is as empty: neither names anything.</summary>
    private static byte[] Bytes(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? [] : Encoding.UTF8.GetBytes(reader.GetString(column));
}
