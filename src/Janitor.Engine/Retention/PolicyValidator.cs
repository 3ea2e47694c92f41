using Janitor.Api.Retention;
using Janitor.Engine.Retention.Validation;

namespace Janitor.Engine.Retention;

/// <summary>Finds the mistakes in a policy that its types do not rule out.</summary>
public static class PolicyValidator
{
    /// <summary>All mistakes, in the order of the fields; empty when the policy can run.</summary>
    public static IReadOnlyList<FieldError> Validate(RetentionPolicy policy)
    {
        var errors = new FieldErrors();
        var spec = policy.Spec;
        if (!Names.IsSubdomain(policy.Metadata.Name))
            errors.Add("metadata.name", Names.Complaint(policy.Metadata.Name, Names.SubdomainRule));
        if (!Names.IsLabel(policy.Namespace))
            errors.Add("metadata.namespace", Names.Complaint(policy.Namespace, Names.LabelRule));

        TargetChecks.Check(spec.Target, errors);
        ScheduleChecks.Check(spec, errors);
        if (spec.Catalog is not null)
            CatalogChecks.Check(spec, spec.Catalog, errors);
        RuleChecks.Check(spec, errors);
        LimitChecks.Check(spec, errors);
        if (spec.Worker is not null)
            WorkerChecks.Check(spec.Worker, spec.Target, errors);
        return errors.All;
    }
}
