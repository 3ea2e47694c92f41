namespace Janitor.Engine.Quotas.Ledger;

/// <summary>A run, as the ledger keeps it.</summary>
/// <param name="Kind">Whose it was: <c>RetentionPolicy</c>, or <c>StorageQuota</c>.</param>
/// <param name="Namespace">The object's namespace.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Run">What tells the run from others of the object.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="Outcome">How it ended; <see cref="Going"/> while it goes on, and for ever when nobody lived to see its end.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record RecordedRun(string Kind, string Namespace, string Name, string Run, string Trigger, string Outcome, DateTimeOffset StartedAt)
{
    /// <summary>The outcome of a run that goes on.</summary>
    public const string Going = "Going";

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The rest of it, a JSON object.</summary>
    public string Summary { get; init; } = "{}";
}
