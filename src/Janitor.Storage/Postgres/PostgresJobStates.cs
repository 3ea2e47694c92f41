using Janitor.Api.Quotas;
using Janitor.Engine.Retention.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace Janitor.Storage.Postgres;

/// <summary>Asks an application's PostgreSQL database how jobs of a tenant are.</summary>
public sealed class PostgresJobStates
{
    private const string Field = "spec.jobs.postgres.jobs";

    /// <summary>Somebody waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CatalogSession _session;
    private readonly string _query;

    /// <summary>Prepares the query; nothing is opened yet.</summary>
    /// <param name="spec">The query.</param>
    /// <param name="connection">The value of the key that <c>connectionSecretRef</c> names.</param>
    /// <param name="time">Bounds the time to connect.</param>
    /// <exception cref="CatalogException">The connection text, or the query, cannot be used; the message does not repeat the former.</exception>
    public PostgresJobStates(PostgresJobs spec, string connection, TimeProvider time)
    {
        _session = new CatalogSession(connection, Patience, time);
        _query = CatalogSession.SingleStatement(Field, spec.Jobs);
    }

    /// <summary>The states of those of some jobs that are a tenant's, by id.</summary>
    /// <exception cref="CatalogException">The server cannot be reached, or refuses the query.</exception>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(string tenant, IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        await using var connection = await _session.OpenAsync(cancellationToken);
        try
        {
            try
            {
                // Without a type, so that the server reads ids as what they are, and finds them by an index.
                return await FindAsync(connection, "id = any($1)", new NpgsqlParameter { Value = ArrayLiteral.Of(jobs), NpgsqlDbType = NpgsqlDbType.Unknown }, tenant, cancellationToken);
            }
            catch (PostgresException problem) when (problem.SqlState is PostgresErrorCodes.InvalidTextRepresentation or PostgresErrorCodes.NumericValueOutOfRange)
            {
                return await FindAsync(connection, "id::text = any($1)", new NpgsqlParameter { Value = jobs.ToArray() }, tenant, cancellationToken);
            }
        }
        catch (Exception exception) when (PostgresFailure.IsFailure(exception))
        {
            throw _session.Failure.OfQuery(Field, exception);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> FindAsync(NpgsqlConnection connection, string which, NpgsqlParameter jobs, string tenant, CancellationToken cancellationToken)
    {
        await using var transaction = await _session.BeginAsync(connection, "read only", cancellationToken);
        await using var command = new NpgsqlCommand($"select id::text, state::text from (\n{_query}\n) as jobs (id, state, tenant) where {which} and tenant::text = $2", connection)
        {
            Parameters = { jobs, new() { Value = tenant } },
        };
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            states[reader.GetString(0)] = reader.IsDBNull(1) ? string.Empty : reader.GetString(1);
        return states;
    }
}
