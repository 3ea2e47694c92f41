using Janitor.Engine.Quotas.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>The runs' records in the ledger's database.</summary>
/// <param name="ledger">The ledger.</param>
public sealed class RunRecords(PostgresLedger ledger) : IRunRecords
{
    /// <inheritdoc/>
    public Task<long> PutAsync(RecordedRun run, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(
                """
                insert into runs (kind, namespace, name, run, trigger, outcome, started_at, finished_at, summary) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                on conflict (kind, namespace, name, run) do update
                  set outcome = excluded.outcome, started_at = excluded.started_at, finished_at = excluded.finished_at, summary = excluded.summary
                returning id
                """,
                connection)
            {
                Parameters =
                {
                    new() { Value = run.Kind },
                    new() { Value = run.Namespace },
                    new() { Value = run.Name },
                    new() { Value = run.Run },
                    new() { Value = run.Trigger },
                    new() { Value = run.Outcome },
                    new() { Value = run.StartedAt.UtcDateTime },
                    new() { Value = (object?)run.FinishedAt?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                    new() { Value = run.Summary, NpgsqlDbType = NpgsqlDbType.Jsonb },
                },
            };
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task AddRemovalsAsync(long run, IReadOnlyCollection<Removal> removals, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var writer = await connection.BeginBinaryImportAsync("copy removals (run, key, size, rule) from stdin (format binary)", cancellationToken);
            foreach (var removal in removals)
            {
                await writer.StartRowAsync(cancellationToken);
                await writer.WriteAsync(run, NpgsqlDbType.Bigint, cancellationToken);
                await writer.WriteAsync(removal.Key.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
                await writer.WriteAsync(removal.Size, NpgsqlDbType.Bigint, cancellationToken);
                await writer.WriteAsync(removal.Rule, NpgsqlDbType.Text, cancellationToken);
            }

            await writer.CompleteAsync(cancellationToken);
            return removals.Count;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(
                "with old_runs as (delete from runs where started_at < $1 returning 1), old_audit as (delete from audit where at < $1 returning 1) "
                + "select (select count(*) from old_runs) + (select count(*) from old_audit)",
                connection)
            {
                // What a long absence left takes its time.
                CommandTimeout = 0,
                Parameters = { new() { Value = before.UtcDateTime } },
            };
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        },
        cancellationToken);
}
