using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Backups;

internal static class BackupHookChecks
{
    private const int Most = 20;

    private static readonly Duration Shortest = new(TimeSpan.FromSeconds(1)), Longest = new(TimeSpan.FromHours(1));

    public static void Check(BackupHooks hooks, FieldErrors errors)
    {
        Check(hooks.Before, "spec.hooks.before", errors);
        Check(hooks.After, "spec.hooks.after", errors);
    }

    private static void Check(IReadOnlyList<BackupHook> hooks, string field, FieldErrors errors)
    {
        errors.Require(hooks.Count <= Most, field, $"has more than {Most} hooks; put several commands into one");
        for (var i = 0; i < hooks.Count; i++)
            Check(hooks[i], $"{field}[{i}]", errors);
    }

    private static void Check(BackupHook hook, string field, FieldErrors errors)
    {
        errors.Require(hook.Name is null || Names.IsLabel(hook.Name), $"{field}.name", Names.Complaint(hook.Name ?? string.Empty, Names.LabelRule));
        errors.Require(
            hook.Timeout.Value >= Shortest.Value && hook.Timeout.Value <= Longest.Value,
            $"{field}.timeout",
            $"{hook.Timeout} is out of range; write a duration from {Shortest} to {Longest}");
        switch (hook)
        {
            case { Exec: { } exec, Sql: null }:
                CheckExec(exec, $"{field}.exec", errors);
                break;
            case { Sql: { } sql, Exec: null }:
                TargetChecks.CheckSecretKey(sql.ConnectionSecretRef, $"{field}.sql.connectionSecretRef", errors);
                errors.Require(!string.IsNullOrWhiteSpace(sql.Statement), $"{field}.sql.statement", "is required: write the SQL that is to be run");
                break;
            default:
                errors.Add(field, "write exactly one of exec and sql; each hook is an item of its own");
                break;
        }
    }

    private static void CheckExec(ExecHook exec, string field, FieldErrors errors)
    {
        errors.Require(
            exec.PodSelector is { MatchLabels.Count: > 0 }, $"{field}.podSelector", "selects every pod of the namespace: write at least one label, as in matchLabels: {app: web}");
        errors.Require(exec.Container is null || Names.IsLabel(exec.Container), $"{field}.container", Names.Complaint(exec.Container ?? string.Empty, Names.LabelRule));
        errors.Require(exec.Command is [{ Length: > 0 }, ..], $"{field}.command", "names no program; write one with its arguments, as in [sh, -c, \"sync\"]");
    }
}
