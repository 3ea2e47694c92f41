using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>Something that is done before or after a backup: exactly one of <see cref="Exec"/> and <see cref="Sql"/>.</summary>
[ValidationRule("has(self.exec) != has(self.sql)", "write one of exec and sql")]
public sealed record BackupHook
{
    /// <summary>What messages call it; its number in the list when absent. Lower-case letters, digits and hyphens.</summary>
    [Length(1, 63)]
    public string? Name { get; set; }

    /// <summary>Runs a command in a pod. The operator must be allowed to, by the chart's value <c>operator.execHooks</c>.</summary>
    public ExecHook? Exec { get; set; }

    /// <summary>Runs a statement in a PostgreSQL database.</summary>
    public SqlHook? Sql { get; set; }

    /// <summary>The longest it may take, 1s to 1h; 30s by default. A command that takes longer is no longer waited for, but Kubernetes cannot end it; a statement is ended by the server.</summary>
    public Duration Timeout { get; set; } = new(TimeSpan.FromSeconds(30));

    /// <summary>What its failure means; Fail by default.</summary>
    public HookErrorAction OnError { get; set; } = HookErrorAction.Fail;
}
