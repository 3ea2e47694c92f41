namespace Janitor.Engine.Quotas;

/// <summary>From which shares of a limit on a tenant is near it.</summary>
/// <param name="Warning">The lower one, 0 to 1.</param>
/// <param name="Critical">The higher one, 0 to 1.</param>
public readonly record struct Thresholds(decimal Warning, decimal Critical)
{
    /// <summary>The level of a share of the limit.</summary>
    /// <param name="share">0 for nothing; 1 is the limit itself, which may be reached and not passed.</param>
    public UsageLevel LevelOf(decimal share) => share switch
    {
        > 1 => UsageLevel.Exceeded,
        _ when share >= Critical => UsageLevel.Critical,
        _ when share >= Warning => UsageLevel.Warning,
        _ => UsageLevel.Normal,
    };
}
