using Janitor.Engine.Quotas.Ledger;
using Npgsql;

namespace Janitor.Storage.Postgres.Ledger;

/// <summary>How usage went, from the ledger's tables.</summary>
/// <param name="ledger">The ledger.</param>
public sealed class PostgresUsageTrends(PostgresLedger ledger) : IUsageTrends
{
    /// <inheritdoc/>
    public Task<ILookup<string, UsageDay>> ByTenantAsync(int collection, IReadOnlyCollection<string> tenants, DateOnly from, CancellationToken cancellationToken) => ledger.UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(
                """
                select tenant, day, stored_bytes, stored_objects, freed_bytes, freed_objects from usage_days
                where collection = $1 and tenant = any($2) and day >= $3 order by day
                """,
                connection)
            {
                Parameters = { new() { Value = collection }, new() { Value = tenants.ToArray() }, new() { Value = from } },
            };
            var days = new List<(string Tenant, UsageDay Day)>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                days.Add((reader.GetString(0), new UsageDay(reader.GetFieldValue<DateOnly>(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), 1)));
            return days.ToLookup(row => row.Tenant, row => row.Day, StringComparer.Ordinal);
        },
        cancellationToken);
}
