using Janitor.Api.Notifications;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Validation;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Retention;

/// <summary>Finds the mistakes in a policy that its types do not rule out.</summary>
public static class PolicyValidator
{
    private const int MostHistory = 100;

    private static readonly NotificationEvent[] Events =
    [
        NotificationEvent.Succeeded, NotificationEvent.Partial, NotificationEvent.Failed, NotificationEvent.Recovered, NotificationEvent.LimitReached, NotificationEvent.Pressure,
    ];

    /// <summary>All mistakes, in the order of the fields; empty when the policy can run.</summary>
    public static IReadOnlyList<FieldError> Validate(RetentionPolicy policy)
    {
        var errors = new FieldErrors();
        var spec = policy.Spec;
        Names.Check(policy.Metadata.Name, policy.Namespace, errors);
        TargetChecks.Check(spec.Target, errors);
        ScheduleChecks.Check(spec.Schedule, spec.TimeZone, spec.Jitter, errors);
        errors.Require(spec.History is >= 0 and <= MostHistory, "spec.history", $"{spec.History} is out of range; write a number from 0 to {MostHistory}");
        if (spec.Catalog is not null)
            CatalogChecks.Check(spec, spec.Catalog, errors);
        RuleChecks.Check(spec, errors);
        LimitChecks.Check(spec, errors);
        if (spec.Worker is not null)
            WorkerChecks.Check(spec.Worker, spec.Target, errors);
        NotificationChecks.Check(spec.Notify, RetentionPolicy.KindName, Events, errors);
        return errors.All;
    }
}
