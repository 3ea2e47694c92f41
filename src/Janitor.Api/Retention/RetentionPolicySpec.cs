using Janitor.Api.Notifications;
using Janitor.Api.Workers;
using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Retention;

/// <summary>What a <see cref="RetentionPolicy"/> declares.</summary>
public sealed record RetentionPolicySpec
{
    /// <summary>Whether runs change anything. A new policy only previews: <see cref="RunMode.DryRun"/> is the default.</summary>
    public RunMode Mode { get; set; } = RunMode.DryRun;

    /// <summary>Where the items are.</summary>
    [Required]
    [ValidationRule("self == oldSelf", "the target cannot be changed: make another policy for another target")]
    public Target? Target { get; set; }

    /// <summary>
    /// When to run: five cron fields or <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c>, as in CronJob.
    /// Without a schedule a policy runs once when it is made and after each change of its spec.
    /// </summary>
    [Length(1, 256)]
    public string? Schedule { get; set; }

    /// <summary>The IANA time zone of <see cref="Schedule"/>; UTC when absent.</summary>
    [Length(1, 64)]
    public string? TimeZone { get; set; }

    /// <summary>A run starts up to this much later than its time, to spread load; none by default.</summary>
    public Duration? Jitter { get; set; }

    /// <summary>
    /// A time that passed while the operator was not there is made up for, once, within this; always when absent. Later it is passed over.
    /// </summary>
    public Duration? StartingDeadline { get; set; }

    /// <summary>True stops scheduled runs; false by default.</summary>
    public bool Suspend { get; set; }

    /// <summary>Who uses what: where jobs and references come from.</summary>
    public CatalogSpec? Catalog { get; set; }

    /// <summary>Items that match any of these are never touched, whatever the rules say.</summary>
    [Items(0, 100)]
    public IReadOnlyList<ItemMatch> Protect { get; set; } = [];

    /// <summary>The rules, in order: the first that selects an item decides what happens to it. At least one, at most 100.</summary>
    [Required]
    [Items(1, 100)]
    public IReadOnlyList<Rule> Rules { get; set; } = [];

    /// <summary>How much one run may do.</summary>
    public Limits Limits { get; set; } = new();

    /// <summary>True keeps everything, for debugging, while the plan goes on being reported; false by default.</summary>
    public bool Hold { get; set; }

    /// <summary>
    /// True also removes directories that a run has emptied, and those found empty for an hour; false (the default) leaves them.
    /// Volumes only. The target directory itself always stays.
    /// </summary>
    public bool RemoveEmptyDirectories { get; set; }

    /// <summary>How worker pods are made, in which runs on volumes take place.</summary>
    public WorkerSpec? Worker { get; set; }

    /// <summary>Whom the operator tells what happens.</summary>
    [Items(0, 10)]
    public IReadOnlyList<Notification> Notify { get; set; } = [];

    /// <summary>How many past runs the status keeps, 0 to 100; 10 by default.</summary>
    [Range(0, 100)]
    public int History { get; set; } = 10;
}
