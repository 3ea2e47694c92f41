using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>What to do with an item: exactly one of these.</summary>
[ValidationRule("(has(self.delete) ? 1 : 0) + (has(self.quarantine) ? 1 : 0) + (has(self.report) ? 1 : 0) == 1", "write exactly one action")]
public sealed record RuleAction
{
    /// <summary>Delete it. What a rule without action does.</summary>
    public DeleteAction? Delete { get; set; }

    /// <summary>Move it aside; <c>janitor undo</c> brings it back.</summary>
    public QuarantineAction? Quarantine { get; set; }

    /// <summary>Keep it and report it.</summary>
    public ReportAction? Report { get; set; }
}
