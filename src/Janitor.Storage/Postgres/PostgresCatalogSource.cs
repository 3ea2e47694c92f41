using System.Data;
using System.Globalization;
using System.Text;
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
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly PostgresFailure _failure;
    private readonly TimeProvider _time;
    private DateTimeOffset _readAt;

    /// <summary>Prepares the source; nothing is opened yet.</summary>
    /// <param name="spec">The queries and statements.</param>
    /// <param name="connection">The value of the key that <c>connectionSecretRef</c> names.</param>
    /// <param name="time">Bounds the time to connect.</param>
    /// <exception cref="CatalogException">The connection text cannot be read; the message does not repeat it.</exception>
    public PostgresCatalogSource(PostgresCatalog spec, string connection, TimeProvider time)
    {
        _spec = spec;
        _time = time;
        _settings = ConnectionText.Parse(connection);

        // The server ends a slow statement; the client's own bound is for a server that is gone without a word.
        _settings.CommandTimeout = (int)Math.Ceiling(spec.StatementTimeout.Value.TotalSeconds) + 10;
        _failure = new PostgresFailure(_settings, spec.StatementTimeout.Value);
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset> ReadAsync(CatalogBuilder builder, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var field = ConnectionText.Field;
        try
        {
            await using var transaction = await BeginAsync(connection, "read only", cancellationToken);
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
            throw _failure.OfQuery(field, exception);
        }
    }

    /// <inheritdoc/>
    public async Task<CatalogUpdateResult> UpdateAsync(CatalogUpdate update, CancellationToken cancellationToken)
    {
        if (update.Cleaned.Count + update.Stuck.Count == 0)
            return new CatalogUpdateResult(0, 0, 0);

        await using var connection = await OpenAsync(cancellationToken);
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
            await using var transaction = await BeginAsync(connection, "read write", cancellationToken);
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
            throw _failure.OfQuery(field, exception);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        // Npgsql's timeout is for each address that a host has; this one is for all of it.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(_settings.Timeout), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var connection = new NpgsqlConnection(_settings.ConnectionString);
        try
        {
            await connection.OpenAsync(either.Token);
            return connection;
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            if (PostgresFailure.IsFailure(exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
                throw _failure.OfConnect(exception);
            throw;
        }
    }

    private async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, string access, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var timeout = (long)_spec.StatementTimeout.Value.TotalMilliseconds;
        await using var command = new NpgsqlCommand($"set transaction {access}; set local statement_timeout = {timeout}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    /// <summary>Reads all jobs, or those with these ids, with the server turning every column into the one type it is wanted in.</summary>
    private async Task ReadJobsAsync(NpgsqlConnection connection, CatalogBuilder builder, string[]? ids, CancellationToken cancellationToken)
    {
        var query = SingleStatement(JobsField, _spec.Jobs);
        var columns = await DescribeAsync(connection, query, cancellationToken);
        if (columns.Count is not (3 or 4) || ChangedAtAsUtc(columns[2].Type) is not { } changedAt)
            throw WrongColumns(JobsField, columns, "3 or 4 columns: id, state, time of the last change (timestamptz, timestamp or date)[, tenant]");

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
        var query = SingleStatement(ReferencesField, _spec.References);
        var columns = await DescribeAsync(connection, query, cancellationToken);
        if (columns is not [{ Type: "text" or "character varying" or "character" or "name" or "citext" }])
            throw WrongColumns(ReferencesField, columns, "1 column of type text");

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

        var literal = ArrayLiteral(jobs);
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

    private static string SingleStatement(string field, string? sql) => SqlText.Statements(sql ?? string.Empty) is [var one]
        ? one
        : throw new CatalogException(field, "the text must hold one query, no more and no less");

    /// <summary>The query's columns. It is not run, and stands alone here, so that the server's complaint about it is one about what the user wrote.</summary>
    private static async Task<IReadOnlyList<(string Name, string Type)>> DescribeAsync(
        NpgsqlConnection connection, string query, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), reader.GetPostgresType(i).Name))];
    }

    /// <summary>The column <c>changed_at</c> as a finite timestamptz or NULL, from what the query declares it as; null when that is no time.</summary>
    private static string? ChangedAtAsUtc(string type) => type switch
    {
        "timestamp with time zone" => "case when isfinite(changed_at) then changed_at end",
        "timestamp without time zone" or "date" => "case when isfinite(changed_at) then changed_at::timestamp at time zone 'UTC' end",
        _ => null,
    };

    private static CatalogException WrongColumns(string field, IReadOnlyList<(string Name, string Type)> found, string expected)
    {
        var columns = string.Join(", ", found.Select(column => $"{column.Name} {column.Type}"));
        return new CatalogException(
            field, string.Create(CultureInfo.InvariantCulture, $"the query returns {found.Count} columns ({columns}); it must return {expected}"));
    }

    /// <summary>An array as the server reads one, whatever its element type. Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO.</summary>
    private static string ArrayLiteral(IEnumerable<string> values)
    {
        var literal = new StringBuilder("{");
        foreach (var value in values)
        {
            literal.Append(literal.Length > 1 ? ",\"" : "\"");
            literal.Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
            literal.Append('"');
        }

        return literal.Append('}').ToString();
    }
}
