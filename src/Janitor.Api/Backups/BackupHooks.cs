using Janitor.Kubernetes.CustomResources;

namespace Janitor.Api.Backups;

/// <summary>
/// What is done around a backup, so that applications are at rest while it is made. Hooks run in their order, one at a time, in the operator. One of <see cref="Before"/> that fails makes the backup fail
/// without being made, unless its <c>onError</c> is Continue. Those of <see cref="After"/> always run, whatever became of the backup and of the hooks before it, because they undo what these did: so they
/// must put up with something that was not done.
/// </summary>
public sealed record BackupHooks
{
    /// <summary>Run before the backup; the first that fails is the last that is run.</summary>
    [Items(0, 20)]
    public IReadOnlyList<BackupHook> Before { get; set; } = [];

    /// <summary>Run when the backup has ended, well or not; also after one that fails the others are run.</summary>
    [Items(0, 20)]
    public IReadOnlyList<BackupHook> After { get; set; } = [];
}
