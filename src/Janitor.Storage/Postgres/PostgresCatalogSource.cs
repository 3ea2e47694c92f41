using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace Janitor.Storage.Postgres;

/// <summary>
/// The catalog in an application's PostgreSQL database. Each call opens a connection of its own. Queries run in one read-only transaction that
/// sees one moment, as sub-selects, so that nothing but a SELECT can stand in them. A job whose time is NULL or infinite counts as changed at
/// the moment of the read: no rule takes it for old.
/// </summary>
public sealed class PostgresCatalogSource : ICatalogSource
{
    private const string JobsField = "spec.catalog.postgres.jobs";
    private const string ReferencesField = "spec.catalog.postgres.references";
    private const string CleanedField = "spec.catalog.postgres.onCleaned";
    private const string StuckField = "spec.catalog.postgres.stuck.set";
    private const int Attempts = 3;

    private readonly PostgresCatalog _spec;
    private readonly CatalogSession _session;
    private DateTimeOffset _readAt;

    /// <summary>Prepares the source; nothing is opened yet.</summary>
    /// <param name="spec">The queries and statements.</param>
    /// <param name="connection">The value of the key that <c>connectionSecretRef</c> names.</param>
    /// <param name="time">Bounds the time to connect.</param>
    /// <exception cref="CatalogException">The connection text cannot be read; the message does not repeat it.</exception>
    public PostgresCatalogSource(PostgresCatalog spec, string connection, TimeProvider time) =>
        (_spec, _session) = (spec, new CatalogSession(connection, spec.StatementTimeout.Value, time));

    /// <inheritdoc/>
    public async Task<DateTimeOffset> ReadAsync(CatalogBuilder builder, CancellationToken cancellationToken)
    {
        await using var connection = await _session.OpenAsync(cancellationToken);
        var field = ConnectionText.Field;
        try
        {
            await using var transaction = await _session.BeginAsync(connection, "read only", cancellationToken);
            await using (var clock = new NpgsqlCommand("select clock_timestamp()", connection))
                _readAt = new DateTimeOffset((DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!);

            field = JobsField;
            if (_spec.Jobs is not null)
                await ReadJobsAsync(connection, builder, null, cancellationToken);

            field = ReferencesField;
            if (_spec.References is not null)
                await ReadReferencesAsync(connection, builder, cancellationToken);
            return _readAt;
        }
        catch (Exception exception) when (PostgresFailure.IsFailure(exception))
        {
            throw _session.Failure.OfQuery(field, exception);
        }
    }

    /// <inheritdoc/>
    public async Task<CatalogUpdateResult> UpdateAsync(CatalogUpdate update, CancellationToken cancellationToken)
    {
        if (update.Cleaned.Count + update.Stuck.Count == 0)
            return new CatalogUpdateResult(0, 0, 0);

        await using var connection = await _session.OpenAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryUpdateAsync(connection, update, cancellationToken);
            }
            catch (CatalogException exception) when (attempt < Attempts && exception.InnerException is PostgresException
            {
                SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
            })
            {
                // The application changed one of these rows under our hands. Nothing was written; the next look leaves that job out.
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Repeatable read is what makes the comparison hold until the commit: a row that changes after it fails the statement (SQLSTATE 40001).
    /// </summary>
    private async Task<CatalogUpdateResult> TryUpdateAsync(NpgsqlConnection connection, CatalogUpdate update, CancellationToken cancellationToken)
    {
        var field = JobsField;
        try
        {
            await using var transaction = await _session.BeginAsync(connection, "read write", cancellationToken);
            var jobs = update.Cleaned.Concat(update.Stuck).Distinct().ToList();
            var current = new CatalogBuilder([]);
            await ReadJobsAsync(connection, current, [.. jobs.Select(job => job.Id)], cancellationToken);
            var snapshot = current.Build().Jobs;
            bool IsUnchanged(CatalogJob job) => snapshot.TryGetValue(job.Id, out var now) && now == job;

            var cleaned = update.Cleaned.Where(IsUnchanged).Select(job => job.Id).ToList();
            var stuck = update.Stuck.Where(IsUnchanged).Select(job => job.Id).ToList();
            field = CleanedField;
            await RunAsync(connection, field, _spec.OnCleaned, cleaned, cancellationToken);
            field = StuckField;
            await RunAsync(connection, field, _spec.Stuck?.Set, stuck, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new CatalogUpdateResult(cleaned.Count, stuck.Count, jobs.Count(job => !IsUnchanged(job)));
        }
        catch (Exception exception) when (PostgresFailure.IsFailure(exception))
        {
            throw _session.Failure.OfQuery(field, exception);
        }
    }

    /// <summary>Reads all jobs, or those with these ids, with the server turning every column into the one type it is wanted in.</summary>
    private async Task ReadJobsAsync(NpgsqlConnection connection, CatalogBuilder builder, string[]? ids, CancellationToken cancellationToken)
    {
        var query = CatalogSession.SingleStatement(JobsField, _spec.Jobs);
        var columns = await CatalogSession.DescribeAsync(connection, query, cancellationToken);
        if (columns.Count is not (3 or 4) || ChangedAtAsUtc(columns[2].Type) is not { } changedAt)
            throw CatalogSession.WrongColumns(JobsField, columns, "3 or 4 columns: id, state, time of the last change (timestamptz, timestamp or date)[, tenant]");

        var names = columns.Count == 3 ? "id, state, changed_at" : "id, state, changed_at, tenant";
        var only = ids is null ? string.Empty : "where id::text = any($1)";
        await using var command = new NpgsqlCommand($"select id::text, state::text, {changedAt} from (\n{query}\n) as j({names}) {only}", connection);
        if (ids is not null)
            command.Parameters.Add(new NpgsqlParameter { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.IsDBNull(0)
                ? throw new CatalogException(JobsField, "the query returns a job whose id is NULL; leave such rows out")
                : reader.GetString(0);
            var state = reader.IsDBNull(1)
                ? throw new CatalogException(JobsField, $"the query returns job {id} with a state that is NULL; leave it out or give it a state")
                : reader.GetString(1);
            builder.AddJob(id, state, reader.IsDBNull(2) ? _readAt : new DateTimeOffset(reader.GetDateTime(2)));
        }
    }

    private async Task ReadReferencesAsync(NpgsqlConnection connection, CatalogBuilder builder, CancellationToken cancellationToken)
    {
        var query = CatalogSession.SingleStatement(ReferencesField, _spec.References);
        var columns = await CatalogSession.DescribeAsync(connection, query, cancellationToken);
        if (columns.Count != 1 || !CatalogSession.IsText(columns[0]))
            throw CatalogSession.WrongColumns(ReferencesField, columns, "1 column of type text");

        await using var command = new NpgsqlCommand($"select path::text from (\n{query}\n) as r(path) where path is not null", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var path = new byte[4096];
        while (await reader.ReadAsync(cancellationToken))
        {
            // A million strings would be garbage that raises the peak by half.
            var length = (int)reader.GetBytes(0, 0, null, 0, 0);
            if (length > path.Length)
                path = new byte[length];
            reader.GetBytes(0, 0, path, 0, length);
            builder.AddReference(path.AsSpan(0, length));
        }
    }

    private static async Task RunAsync(
        NpgsqlConnection connection, string field, string? sql, List<string> jobs, CancellationToken cancellationToken)
    {
        if (jobs.Count == 0)
            return;

        var literal = ArrayLiteral.Of(jobs);
        var found = 0;
        foreach (var statement in SqlText.Statements(sql ?? string.Empty))
        {
            var (numbered, parameters) = SqlText.NumberJobs(statement);
            await using var command = new NpgsqlCommand(numbered, connection);
            for (var i = 0; i < parameters; i++)
                command.Parameters.Add(new NpgsqlParameter { Value = literal, NpgsqlDbType = NpgsqlDbType.Unknown });
            await command.ExecuteNonQueryAsync(cancellationToken);
            found += parameters;
        }

        if (found == 0)
            throw new CatalogException(field, "the statement does not use @jobs; write for instance … where id = any(@jobs)");
    }

    /// <summary>The column <c>changed_at</c> as a finite timestamptz or NULL, from what the query declares it as; null when that is no time.</summary>
    private static string? ChangedAtAsUtc(string type) => type switch
    {
        "timestamp with time zone" => "case when isfinite(changed_at) then changed_at end",
        "timestamp without time zone" or "date" => "case when isfinite(changed_at) then changed_at::timestamp at time zone 'UTC' end",
        _ => null,
    };
}
