using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Operator.Ledger;

/// <summary>The ledger while it is open.</summary>
/// <param name="Books">What there is, and whose.</param>
/// <param name="Runs">What runs did.</param>
/// <param name="Verification">What is booked, one object after the other.</param>
internal sealed record OpenedLedger(ILedger Books, IRunRecords Runs, IVerificationBooks Verification);
