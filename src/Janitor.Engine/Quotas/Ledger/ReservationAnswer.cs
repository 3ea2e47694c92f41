namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What became of the wish for room.</summary>
/// <param name="Fitted">Whether it is kept.</param>
/// <param name="Usage">What the tenant had before.</param>
/// <param name="Twin">An object of the tenant with the same content, because of which no room is kept; null when there is none, or was not looked for one.</param>
public sealed record ReservationAnswer(bool Fitted, TenantUsage Usage, BookedObject? Twin);
