using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Postgres.Ledger;

namespace Janitor.Operator.Ledger;

/// <summary>The ledger while it is open.</summary>
/// <param name="Books">What there is, and whose.</param>
/// <param name="Runs">What runs did.</param>
/// <param name="Collections">Whose books there are.</param>
/// <param name="Reports">What days brought all tenants.</param>
/// <param name="Trends">What days brought each.</param>
/// <param name="Verification">What is booked, one object after the other.</param>
internal sealed record OpenedLedger(ILedger Books, IRunRecords Runs, ICollections Collections, IUsageReports Reports, IUsageTrends Trends, IVerificationBooks Verification)
{
    /// <summary>All of it in one database.</summary>
    public static OpenedLedger In(PostgresLedger ledger) =>
        new(ledger, new RunRecords(ledger), new PostgresCollections(ledger), new PostgresUsageReports(ledger), new PostgresUsageTrends(ledger), new VerificationBooks(ledger));
}
