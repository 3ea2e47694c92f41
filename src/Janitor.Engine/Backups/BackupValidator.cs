using Janitor.Api.Backups;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Backups;

/// <summary>Finds the mistakes in a backup that its types do not rule out.</summary>
public static class BackupValidator
{
    /// <summary>All mistakes, in the order of the fields.</summary>
    public static IReadOnlyList<FieldError> Validate(Backup backup)
    {
        var errors = new FieldErrors();
        Names.Check(backup.Metadata.Name, backup.Namespace, errors);
        errors.Require(backup.Spec.Schedule.Length > 0, "spec.schedule", "is required: write the name of a BackupSchedule");
        errors.Require(
            backup.Spec.Folder is not { } folder || BackupFolder.IsName(folder), "spec.folder", $"\"{backup.Spec.Folder}\" is no name of a backup's folder, such as 20260301T030000.000Z; leave it out to make a backup");
        return errors.All;
    }
}
