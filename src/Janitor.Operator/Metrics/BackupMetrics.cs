using System.Diagnostics.Metrics;
using Janitor.Api.Backups;
using Janitor.Kubernetes.Caching;
using Janitor.Operator.Status;

namespace Janitor.Operator.Metrics;

/// <summary>How schedules stand, as gauges of their statuses.</summary>
internal sealed class BackupMetrics : IDisposable
{
    private readonly Meter _meter = new(RunMetrics.MeterName);
    private readonly ObjectCache<BackupSchedule> _schedules;

    /// <param name="schedules">The schedules.</param>
    /// <param name="backups">Their backups.</param>
    public BackupMetrics(ObjectCache<BackupSchedule> schedules, ObjectCache<Backup> backups)
    {
        _schedules = schedules;
        _meter.CreateObservableGauge(
            "janitor_backup_last_success_timestamp_seconds", () => Measure((_, status) => status.LastSuccessfulTime?.ToUnixTimeSeconds()), "s", "When the newest good backup ended.");
        _meter.CreateObservableGauge(
            "janitor_backup_size_bytes", () => Measure((schedule, status) => SizeOf(backups, schedule, status)), "By", "What the newest good backup takes at the destination.");
        _meter.CreateObservableGauge("janitor_backup_stored_bytes", () => Measure((_, status) => status.StoredBytes), "By", "What all good backups take at the destination.");
        _meter.CreateObservableGauge("janitor_backup_count", () => Measure((_, status) => status.Backups), null, "Good backups.");
        _meter.CreateObservableGauge("janitor_backup_fresh", () => Measure((_, status) => Flag(status, ConditionTypes.BackupFresh)), null, "1 while the newest good backup is not older than two intervals, 0 when it is.");
        _meter.CreateObservableGauge("janitor_backup_verified", () => Measure((_, status) => Flag(status, ConditionTypes.Verified)), null, "1 when the last verification found what was backed up, 0 when it did not.");
        _meter.CreateObservableGauge(
            "janitor_backup_last_verification_timestamp_seconds", () => Measure((_, status) => status.Verification?.FinishedAt?.ToUnixTimeSeconds()), "s", "When the last verification ended.");
        _meter.CreateObservableCounter("janitor_backup_skipped_total", () => Measure((_, status) => status.SkippedRuns), null, "Times of the schedule that came while a backup was going on.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static long? SizeOf(ObjectCache<Backup> backups, BackupSchedule schedule, BackupScheduleStatus status) =>
        status.LastBackup is { } name ? backups.Get(new ObjectKey(schedule.Namespace, name))?.Status?.StoredBytes : null;

    private static long? Flag(BackupScheduleStatus status, string condition) =>
        status.Conditions.FirstOrDefault(known => known.Type == condition)?.Status switch { "True" => 1, "False" => 0, _ => null };

    private IEnumerable<Measurement<long>> Measure(Func<BackupSchedule, BackupScheduleStatus, long?> value) =>
        from schedule in _schedules.All()
        where schedule.Status is not null
        let number = value(schedule, schedule.Status!)
        where number is not null
        select new Measurement<long>(number.Value, new("namespace", schedule.Namespace), new("name", schedule.Metadata.Name));
}
