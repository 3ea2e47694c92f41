using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Janitor.Api;
using Janitor.Kubernetes.Entities;

namespace Janitor.Operator.Status;

/// <summary>One look at an object: what is found, while its status is worked on. Nothing in it touches the cluster.</summary>
/// <typeparam name="TStatus">Its status.</typeparam>
internal abstract class StatusWork<TStatus>
    where TStatus : IConditionedStatus
{
    private readonly long _generation;
    private readonly JsonTypeInfo<TStatus> _form;
    private string _before;

    /// <param name="metadata">The object's name and generation.</param>
    /// <param name="status">The status to work on: a copy.</param>
    /// <param name="form">Its JSON form, by which changes are seen.</param>
    /// <param name="now">The moment.</param>
    protected StatusWork(ObjectMeta metadata, TStatus status, JsonTypeInfo<TStatus> form, DateTimeOffset now)
    {
        (_generation, Status, _form, Now) = (metadata.Generation, status, form, now);
        _before = JsonSerializer.Serialize(status, form);
        Conditions = new ConditionSet(status.Conditions, metadata.Generation, now);
    }

    /// <summary>The moment.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The status as it is to be.</summary>
    public TStatus Status { get; }

    /// <summary>Its conditions.</summary>
    public ConditionSet Conditions { get; }

    /// <summary>When to look again; null: at the next change.</summary>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>What is in the way, so that it is tried again; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>What keeps a worker that was started from beginning; null when nothing does.</summary>
    public string? Hindrance { get; set; }

    /// <summary>Asks to look again at a time, if not earlier.</summary>
    public void Wake(DateTimeOffset at) => WakeAt = WakeAt is { } earlier && earlier < at ? earlier : at;

    /// <summary>A new spec is being worked on.</summary>
    /// <param name="message">What is being done.</param>
    public void Progress(string message)
    {
        if (Status.ObservedGeneration == _generation)
            return;
        Conditions.Set(ConditionTypes.Ready, null, Reasons.Progressing, message);
        Conditions.Set(ConditionTypes.Reconciling, true, Reasons.Progressing, message);
        Conditions.Remove(ConditionTypes.Stalled);
    }

    /// <summary>All is as declared.</summary>
    public void Conclude(string reason, string message)
    {
        Status.ObservedGeneration = _generation;
        Conditions.Set(ConditionTypes.Ready, true, reason, message);
        Conditions.Remove(ConditionTypes.Reconciling);
        Conditions.Remove(ConditionTypes.Stalled);
    }

    /// <summary>Something that may pass is in the way.</summary>
    public void Hinder(string reason, string message)
    {
        Problem = message;
        Conditions.Set(ConditionTypes.Ready, false, reason, message);
        Conditions.Set(ConditionTypes.Reconciling, true, Reasons.ProgressingWithRetry, message);
        Conditions.Remove(ConditionTypes.Stalled);
    }

    /// <summary>Only the user can mend it.</summary>
    public void Stall(string reason, string message)
    {
        Status.ObservedGeneration = _generation;
        Conditions.Set(ConditionTypes.Ready, false, reason, message);
        Conditions.Set(ConditionTypes.Stalled, true, reason, message);
        Conditions.Remove(ConditionTypes.Reconciling);
    }

    /// <summary>Whether the status is another than it was, or than it was when this was last asked: then it is to be written.</summary>
    protected bool IsChanged()
    {
        Status.Conditions = Conditions.All;
        var written = JsonSerializer.Serialize(Status, _form);
        var isChanged = written != _before;
        _before = written;
        return isChanged;
    }
}
