using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Reports;

/// <summary>A preview that the operator made, as far as a policy's status holds it: rules, some items, summary, and where all items are.</summary>
internal static class PreviewTable
{
    /// <summary>Writes it.</summary>
    public static void Write(RetentionPolicy policy, RunSummary preview, TableOutput output)
    {
        output.Line($"{policy} · {policy.Status?.Target} · preview", bold: true);
        if (preview.Rules.Count > 0)
        {
            var rules = preview.Rules.Select(rule => (string[])[rule.Name, rule.Action, HumanSize.Count(rule.Selected), HumanSize.Bytes(rule.BytesSelected)]);
            output.Table(["Rule", "Action", "Items#", "Bytes#"], rules);
        }

        if (preview.Sample.Count > 0)
            output.Table(["Path", "Rule", "Reason"], preview.Sample.Select(item => (string[])[item.Path, item.Rule, item.Reason]));
        if (preview.Sample.Count < preview.Selected)
            output.Line(Cut(policy, preview));
        output.Line(
            $"{HumanSize.Count(preview.Selected)} of {HumanSize.Count(preview.Scanned)} item(s) selected, {HumanSize.Bytes(preview.BytesSelected)}; nothing was changed");
        if (preview.StopReason is not null || preview.Message is not null)
            output.Line(string.Join(": ", ((string?[])["stopped", preview.StopReason, preview.Message]).OfType<string>()));
        foreach (var failure in preview.Failures)
            output.Line($"failed: {failure}");
    }

    private static string Cut(RetentionPolicy policy, RunSummary preview)
    {
        var shown = $"{preview.Sample.Count} entries are shown for {HumanSize.Count(preview.Selected)} item(s)";
        return preview.Job is { } job ? $"{shown}; the whole list: kubectl -n {policy.Namespace} logs job/{job}" : $"{shown}; the operator keeps no more of them";
    }
}
