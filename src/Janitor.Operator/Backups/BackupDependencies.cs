using Janitor.Api.Backups;
using Janitor.Operator.Backups.Workers;

namespace Janitor.Operator.Backups;

/// <summary>What schedules refer to.</summary>
internal static class BackupDependencies
{
    /// <summary>The names of the Secrets without which no backup can be made, or proven.</summary>
    public static IEnumerable<string> SecretsOf(BackupSchedule schedule) => NeedsOf(schedule)
        .SelectMany(needs => needs.Secrets).Where(secret => !secret.IsOptional).Select(secret => secret.Reference.Name).Distinct(StringComparer.Ordinal);

    /// <summary>The names of the claims that a schedule refers to.</summary>
    public static IEnumerable<string> ClaimsOf(BackupSchedule schedule) => NeedsOf(schedule).SelectMany(needs => needs.Claims.Keys).Distinct(StringComparer.Ordinal);

    private static IEnumerable<BackupNeeds> NeedsOf(BackupSchedule schedule) => schedule.Spec.Destination is null
        ? []
        : [BackupNeeds.Of(new BackupTask { Kind = BackupTaskKind.Make, Schedule = schedule }), BackupNeeds.Of(new BackupTask { Kind = BackupTaskKind.Verify, Schedule = schedule })];
}
