using Janitor.Kubernetes.Core;

namespace Janitor.Kubernetes.Events;

/// <summary>What makes two events the same. The note is not in it: it often has a number or a time.</summary>
internal sealed record EventKey(string? Type, string? Reason, string? Action, ObjectReference? Regarding, ObjectReference? Related)
{
    public static EventKey Of(Event e) => new(e.Type, e.Reason, e.Action, e.Regarding, e.Related);
}
