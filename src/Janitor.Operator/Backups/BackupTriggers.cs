using Janitor.Api.Backups;
using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Backups.Workers;
using Janitor.Operator.Dependencies;

namespace Janitor.Operator.Backups;

/// <summary>Which objects are looked at when something else changes.</summary>
internal static class BackupTriggers
{
    /// <summary>A worker's pod: the object of this kind whose work it does.</summary>
    public static IEnumerable<ObjectKey> OfPod(Pod pod, string kind) =>
        pod.Metadata.Annotations?.GetValueOrDefault(BackupJobs.OwnerAnnotation)?.Split('/', 2) is [var ownerKind, var name] && ownerKind == kind ? [new ObjectKey(pod.Metadata.Namespace, name)] : [];

    /// <summary>A Secret: the schedules that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfSecret(SecretMetadata secret, ObjectCache<BackupSchedule> schedules) =>
        NamespaceIndex.Find(schedules, secret.Metadata.Namespace, schedule => BackupDependencies.SecretsOf(schedule).Contains(secret.Metadata.Name));

    /// <summary>A claim: the schedules that refer to it.</summary>
    public static IEnumerable<ObjectKey> OfClaim(PersistentVolumeClaim claim, ObjectCache<BackupSchedule> schedules) =>
        NamespaceIndex.Find(schedules, claim.Metadata.Namespace, schedule => BackupDependencies.ClaimsOf(schedule).Contains(claim.Metadata.Name));

    /// <summary>Anything that backups wait for: those of its namespace that have not come to an end.</summary>
    public static IEnumerable<ObjectKey> WaitingBackups(IKubernetesObject other, ObjectCache<Backup> backups) =>
        NamespaceIndex.Find(backups, other.Metadata.Namespace, backup => !backup.IsEnded);

    /// <summary>Anything that restores wait for: those of its namespace that have not come to an end.</summary>
    public static IEnumerable<ObjectKey> WaitingRestores(IKubernetesObject other, ObjectCache<Restore> restores) =>
        NamespaceIndex.Find(restores, other.Metadata.Namespace, restore => !restore.IsEnded);
}
