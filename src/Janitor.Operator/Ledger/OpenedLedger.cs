using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Operator.Ledger;

/// <summary>The ledger while it is open.</summary>
/// <param name="Books">What there is, and whose.</param>
/// <param name="Runs">What runs did.</param>
/// <param name="Collections">Whose books there are.</param>
internal sealed record OpenedLedger(ILedger Books, IRunRecords Runs, ICollections Collections);
