using System.Globalization;
using Janitor.Api;
using Janitor.Api.Quotas;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Quotas;

/// <summary>Finds the mistakes in a quota that its types do not rule out.</summary>
public static class QuotaValidator
{
    /// <summary>All mistakes, in the order of the fields; empty when the quota can be measured.</summary>
    public static IReadOnlyList<FieldError> Validate(StorageQuota quota)
    {
        var errors = new FieldErrors();
        var spec = quota.Spec;
        Names.Check(quota.Metadata.Name, quota.Namespace, errors);
        TargetChecks.Check(spec.Target, errors);
        CheckTenants(spec.Tenants, errors);
        CheckLimit(spec.Limit, "spec.limit", errors);
        CheckOverrides(spec.Overrides, errors);
        errors.Require(
            spec.Thresholds.Warning.Value <= spec.Thresholds.Critical.Value,
            "spec.thresholds.warning",
            $"{spec.Thresholds.Warning} is above critical, {spec.Thresholds.Critical}; write a lower share");
        errors.Require(
            spec.Enforcement != QuotaEnforcement.DenyWrites || spec.Target?.Volume is null,
            "spec.enforcement",
            "DenyWrites is for buckets: a volume has no policy that could refuse writes; write Report or EvictOldest");
        CheckRange(spec.Evict.MaxDeletions, 1_000_000_000, "maxDeletions", errors);
        CheckRange(spec.Evict.PerSecond ?? 1, 1_000_000, "perSecond", errors);
        ScheduleChecks.Check(spec.Schedule, spec.TimeZone, spec.Jitter, errors);
        if (spec.Verify is { } verify)
            CheckVerification(verify, errors);
        if (spec.Worker is not null)
            WorkerChecks.Check(spec.Worker, spec.Target, errors);
        return errors.All;
    }

    private static void CheckVerification(VerificationSchedule verify, FieldErrors errors)
    {
        if (CronSchedule.Mistake(verify.Schedule) is { } mistake)
            errors.Add("spec.verify.schedule", mistake);
        errors.Require(verify.Sample is not { Value: 0 }, "spec.verify.sample", "0% reads nothing; write a share such as 5%, or leave it out for all");
    }

    private static void CheckTenants(TenantSource tenants, FieldErrors errors)
    {
        if (tenants.Postgres is { } postgres)
            CheckTenants(postgres, tenants, errors);
        for (var i = 0; i < tenants.FromPath.Count; i++)
        {
            try
            {
                _ = new TenantPath([tenants.FromPath[i]]);
            }
            catch (FormatException mistake)
            {
                errors.Add($"spec.tenants.fromPath[{i}]", mistake.Message);
            }
        }
    }

    private static void CheckTenants(PostgresTenants postgres, TenantSource tenants, FieldErrors errors)
    {
        const string Field = "spec.tenants.postgres";
        errors.Require(tenants.FromPath.Count == 0, "spec.tenants", "has both fromPath and postgres; keep one of them");
        TargetChecks.CheckSecretKey(postgres.ConnectionSecretRef, $"{Field}.connectionSecretRef", errors);
        errors.Require(!string.IsNullOrWhiteSpace(postgres.Query), $"{Field}.query", "is required: write a query that returns folder and tenant");
        errors.Require(
            postgres.StatementTimeout.Value >= TimeSpan.FromSeconds(1) && postgres.StatementTimeout.Value <= TimeSpan.FromHours(1),
            $"{Field}.statementTimeout",
            $"{postgres.StatementTimeout} is not between 1s and 1h");
    }

    private static void CheckOverrides(IReadOnlyList<TenantOverride> overrides, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < overrides.Count; i++)
        {
            var tenant = overrides[i].Tenant;
            errors.Require(tenant.Length > 0, $"spec.overrides[{i}].tenant", "is required: write the tenant's name");
            errors.Require(seen.Add(tenant), $"spec.overrides[{i}].tenant", $"\"{tenant}\" is there twice; keep one of them");
            CheckLimit(overrides[i].Limit, $"spec.overrides[{i}].limit", errors);
        }
    }

    private static void CheckRange(long value, long most, string name, FieldErrors errors) => errors.Require(
        value >= 1 && value <= most, $"spec.evict.{name}", string.Create(CultureInfo.InvariantCulture, $"{value} is out of range; write a number from 1 to {most}"));

    private static void CheckLimit(QuotaLimit? limit, string field, FieldErrors errors) =>
        errors.Require(limit is not { Size: null, Objects: null }, field, "bounds nothing: write size, objects, or both, or leave it out");
}
