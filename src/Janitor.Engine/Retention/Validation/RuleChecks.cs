using Janitor.Api.Retention;
using Janitor.Api;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Retention.Validation;

internal static class RuleChecks
{
    private const int MostRules = 100;

    public static void Check(RetentionPolicySpec spec, FieldErrors errors)
    {
        for (var i = 0; i < spec.Protect.Count; i++)
            MatchChecks.Check(spec.Protect[i], $"spec.protect[{i}]", spec, errors);

        errors.Require(spec.Rules.Count > 0, "spec.rules", "is required: write at least one rule, as in {name: old, match: {olderThan: 7d}}");
        errors.Require(spec.Rules.Count <= MostRules, "spec.rules", $"has {spec.Rules.Count} rules; write at most {MostRules}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Rules.Count; i++)
        {
            var (rule, field) = (spec.Rules[i], $"spec.rules[{i}]");
            errors.Require(Names.IsLabel(rule.Name), $"{field}.name", Names.Complaint(rule.Name, Names.LabelRule));
            errors.Require(names.Add(rule.Name) || rule.Name.Length == 0, $"{field}.name", $"\"{rule.Name}\" is the name of an earlier rule; choose another");
            CheckRule(rule, field, spec, errors);
        }
    }

    private static void CheckRule(Rule rule, string field, RetentionPolicySpec spec, FieldErrors errors)
    {
        if (rule.Match is null && rule.Capacity is null)
            errors.Add(field, "has no condition; write match or capacity (to match everything: match: {include: [\"**\"]})");
        if (rule.Match is not null)
            MatchChecks.Check(rule.Match, $"{field}.match", spec, errors);
        if (rule.Capacity is not null)
        {
            CheckCapacity(rule.Capacity, $"{field}.capacity", spec, errors);
            errors.Require(
                rule.Match?.Unit != MatchUnit.Directory,
                $"{field}.match.unit",
                "Directory cannot be used together with capacity, which chooses items one by one; remove one of the two");
            errors.Require(
                rule.Action?.Quarantine is null,
                $"{field}.action.quarantine",
                "cannot be used with capacity: what is moved aside in the same target frees no space; write delete: {} or remove action");
            errors.Require(
                rule.Match is null || spec.Rules.All(other => other.Capacity is not null || other.Match?.Unit != MatchUnit.Directory),
                $"{field}.match",
                "cannot be used with capacity beside a rule with unit: Directory; write capacity without match, or make it a policy of its own");
        }

        if (rule.Action is not null)
            CheckAction(rule.Action, $"{field}.action", errors);
    }

    private static void CheckCapacity(CapacityRule capacity, string field, RetentionPolicySpec spec, FieldErrors errors)
    {
        var (above, downTo) = (capacity.Above, capacity.DownTo);
        CheckAmount(above, $"{field}.above", "a size such as 1Gi or a percentage such as 95%", spec, errors);
        CheckAmount(downTo, $"{field}.downTo", "a size such as 900Mi or a percentage such as 85%, below above", spec, errors);
        if (above.Share is not null != downTo.Share is not null && above != default && downTo != default)
            errors.Add($"{field}.downTo", $"{downTo} and {above} are not comparable; write both as sizes or both as percentages");
        else if (downTo.Share?.Value >= above.Share?.Value || downTo.Size?.Value >= above.Size?.Value)
            errors.Add($"{field}.downTo", $"{downTo} is not below {above} of above; the run stops at downTo, so write less");

        errors.Require(
            capacity.Measure == CapacityMeasure.Size || (above.Share ?? downTo.Share) is null,
            $"{field}.measure",
            "Items cannot be used with percentages; write above and downTo as numbers of items such as 100k, or remove measure");
        errors.Require(capacity.FailedStates.All(state => state.Length > 0), $"{field}.failedStates", "has an empty state; remove it");
    }

    private static void CheckAmount(Amount amount, string field, string expected, RetentionPolicySpec spec, FieldErrors errors)
    {
        errors.Require(amount != default, field, $"is required: {expected}");
        errors.Require(
            amount.Share is null || spec.Target?.Bucket is null, field, $"{amount}: a bucket has no size to take a percentage of; write a size such as 1Ti");
    }

    private static void CheckAction(RuleAction action, string field, FieldErrors errors)
    {
        var count = (action.Delete is null ? 0 : 1) + (action.Quarantine is null ? 0 : 1) + (action.Report is null ? 0 : 1);
        errors.Require(count > 0, field, "is empty; write delete: {}, quarantine: {for: 7d} or report: {}, or remove action, which deletes");
        errors.Require(count < 2, field, "has several actions; keep one, and write a rule of its own for another");
        if (action.Quarantine is { } quarantine)
        {
            errors.Require(
                quarantine.For.Value >= TimeSpan.FromHours(1) && quarantine.For.Value <= TimeSpan.FromDays(365),
                $"{field}.quarantine.for",
                quarantine.For == default ? "is required: write a duration from 1h to 1y" : $"{quarantine.For} is out of range; write a duration from 1h to 1y");
        }
    }
}
