using Janitor.Api.Retention;

namespace Janitor.Engine.Retention.Planning;

/// <summary>A rule, made ready for one run.</summary>
internal sealed class PlannedRule
{
    public PlannedRule(Rule rule, DateTimeOffset now)
    {
        Name = rule.Name;
        Capacity = rule.Capacity;
        Condition = rule.Match is null ? null : new ItemCondition(rule.Match, now);
        QuarantineFor = rule.Action?.Quarantine?.For.Value;
        Action = rule.Action switch
        {
            { Report: not null } => ItemAction.Report,
            { Quarantine: not null } => ItemAction.Quarantine,
            _ => ItemAction.Delete,
        };
    }

    public string Name { get; }

    public ItemAction Action { get; }

    public TimeSpan? QuarantineFor { get; }

    public ItemCondition? Condition { get; }

    public CapacityRule? Capacity { get; }

    public bool JudgesFolders => Capacity is null && Condition?.Match.Unit == MatchUnit.Directory;

    public bool UsesCatalog => Condition?.UsesCatalog == true;
}
