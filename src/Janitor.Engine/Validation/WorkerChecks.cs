using System.Globalization;
using Janitor.Api;
using Janitor.Api.Workers;

namespace Janitor.Engine.Validation;

internal static class WorkerChecks
{
    private const string Field = "spec.worker";

    public static void Check(WorkerSpec worker, Target? target, FieldErrors errors)
    {
        errors.Require(target?.Bucket is null, Field, "is for volumes only: buckets are worked on in the operator; remove it");
        errors.Require(
            worker.ServiceAccountName is null || Names.IsSubdomain(worker.ServiceAccountName),
            $"{Field}.serviceAccountName",
            Names.Complaint(worker.ServiceAccountName ?? string.Empty, Names.SubdomainRule));
        if (worker.SecurityContext is { } security)
        {
            CheckId(security.RunAsUser, "runAsUser", errors);
            CheckId(security.RunAsGroup, "runAsGroup", errors);
            CheckId(security.FsGroup ?? 1, "fsGroup", errors);
        }

        for (var i = 0; i < worker.Tolerations.Count; i++)
            CheckToleration(worker.Tolerations[i], $"{Field}.tolerations[{i}]", errors);
    }

    private static void CheckId(long id, string name, FieldErrors errors) => errors.Require(
        id is >= 1 and <= int.MaxValue,
        $"{Field}.securityContext.{name}",
        string.Create(CultureInfo.InvariantCulture, $"{id} is out of range; write a number from 1 to {int.MaxValue}: workers never run as root"));

    private static void CheckToleration(WorkerToleration toleration, string field, FieldErrors errors)
    {
        errors.Require(
            toleration.Operator is null or "Equal" or "Exists", $"{field}.operator", $"\"{toleration.Operator}\" is not one of Equal, Exists");
        errors.Require(
            toleration.Effect is null or "NoSchedule" or "PreferNoSchedule" or "NoExecute",
            $"{field}.effect",
            $"\"{toleration.Effect}\" is not one of NoSchedule, PreferNoSchedule, NoExecute");
        errors.Require(
            toleration.Key is not null || toleration.Operator == "Exists", $"{field}.key", "is required, except with operator: Exists");
    }
}
