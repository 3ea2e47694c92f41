using Janitor.Api.Backups;
using Janitor.Api.Quotas;
using Janitor.Cli.Documents;
using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;

namespace Janitor.Cli.Commands;

/// <summary>From arguments to policies that can run: all mistakes of all documents are told, and any of them ends the command before it touches anything.</summary>
internal static class PolicySession
{
    /// <summary>The policies that were asked for; null when there are mistakes, which have been told then.</summary>
    public static (IReadOnlyList<PolicyDocument> Policies, SecretDocuments Secrets)? Read(PolicyArguments arguments) =>
        ReadAll(arguments, OtherUse.PassedOver) is { } read ? (read.Policies, read.Manifests.Secrets) : null;

    /// <summary>As <see cref="Read"/>, with all that was read.</summary>
    /// <param name="arguments">What was asked for.</param>
    /// <param name="others">Whether the command is about quotas and backup schedules as well.</param>
    public static (IReadOnlyList<PolicyDocument> Policies, Manifests Manifests)? ReadAll(PolicyArguments arguments, OtherUse others)
    {
        var errors = new List<string>();
        var manifests = ManifestReader.Read(ManifestFile.ReadAll(arguments.Files, errors));
        errors.AddRange(manifests.Errors);
        foreach (var note in manifests.Notes)
            Messages.Write($"note: {note}");
        foreach (var other in others == OtherUse.PassedOver ? Others(manifests) : [])
            Messages.Write($"note: {other}: passed over: this command is about policies");

        if (errors.Count == 0 && manifests.Policies.Count == 0 && (others == OtherUse.PassedOver || !Others(manifests).Any()))
            errors.Add($"no {(others == OtherUse.PassedOver ? "RetentionPolicy" : "RetentionPolicy, StorageQuota or BackupSchedule")} in {string.Join(", ", arguments.Files)}");
        foreach (var name in errors.Count == 0 ? arguments.Policies : [])
        {
            if (!manifests.Policies.Exists(document => IsNamed(document, name)))
                errors.Add($"--policy {name}: no such policy; there are {string.Join(", ", manifests.Policies.Select(document => document.Policy))}");
        }

        Messages.WriteErrors(errors);
        if (errors.Count > 0)
            return null;
        var chosen = manifests.Policies.Where(document => arguments.Policies.Count == 0 || arguments.Policies.Any(name => IsNamed(document, name)));
        return ([.. chosen], manifests);
    }

    /// <summary>The policies that were asked for, with all they need; null when there are mistakes, which have been told then.</summary>
    public static IReadOnlyList<PreparedPolicy>? Prepare(PolicyArguments arguments, bool withCatalog, TimeProvider time)
    {
        if (Read(arguments) is not { } read)
            return null;

        var errors = new List<string>();
        if (arguments.SecretsDirectory is { } directory && !Directory.Exists(directory))
            errors.Add($"--secrets {directory}: there is no such directory; create it, or name another");
        var secrets = new SecretSource(read.Secrets, arguments.SecretsDirectory);
        var targets = new LocalTargets(arguments.Volumes, arguments.Buckets, secrets, time);
        var inputs = new LocalInputs(targets, secrets, time);
        var prepared = read.Policies.Select(document => inputs.Prepare(document, withCatalog, errors)).OfType<PreparedPolicy>().ToList();

        Messages.WriteErrors(errors);
        foreach (var mapping in targets.Unused)
            Messages.Write($"note: {mapping}: no policy uses it");
        return errors.Count == 0 ? prepared : null;
    }

    /// <summary>What is no policy, as messages name it.</summary>
    public static IEnumerable<string> Others(Manifests manifests) =>
        manifests.Quotas.Select(quota => $"{StorageQuota.KindName} {quota}").Concat(manifests.Schedules.Select(schedule => $"{BackupSchedule.KindName} {schedule}"))
            .Concat(manifests.Orders);

    private static bool IsNamed(PolicyDocument document, string name) =>
        name == document.Policy.Metadata.Name || name == document.Policy.ToString();
}
