using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Cli.Documents;
using Janitor.Cli.Inputs;
using Janitor.Cli.Reports;
using Janitor.Engine;
using Janitor.Engine.Quotas;

namespace Janitor.Cli.Commands;

/// <summary>From arguments to quotas that can be worked on: all mistakes of all documents are told, and any of them ends the command before it touches anything.</summary>
/// <param name="Quotas">The quotas that were asked for.</param>
/// <param name="Secrets">Where what they refer to is looked up.</param>
/// <param name="Ledger">The ledger's connection; null without one.</param>
internal sealed record QuotaSession(IReadOnlyList<PreparedQuota> Quotas, SecretSource Secrets, string? Ledger)
{
    /// <summary>Reads all; null when there are mistakes, which have been told then.</summary>
    /// <param name="arguments">What was given.</param>
    /// <param name="needsLedger">Whether there must be a ledger.</param>
    /// <param name="needsStores">Whether targets will be opened, given whether there is a ledger.</param>
    /// <param name="time">The clock.</param>
    public static QuotaSession? Read(QuotaArguments arguments, bool needsLedger, Func<bool, bool> needsStores, TimeProvider time)
    {
        var errors = new List<string>();
        var manifests = ManifestReader.Read(ManifestFile.ReadAll(arguments.Files, errors));
        errors.AddRange(manifests.Errors);
        if (errors.Count == 0 && manifests.Quotas.Count == 0)
            errors.Add($"no {StorageQuota.KindName} in {string.Join(", ", arguments.Files)}");
        foreach (var name in errors.Count == 0 ? arguments.Quotas : [])
        {
            if (!manifests.Quotas.Exists(quota => IsNamed(quota, name)))
                errors.Add($"--quota {name}: no such quota; there are {string.Join(", ", manifests.Quotas)}");
        }

        if (arguments.SecretsDirectory is { } directory && !Directory.Exists(directory))
            errors.Add($"--secrets {directory}: there is no such directory; create it, or name another");
        var ledger = LedgerConnection.Read(arguments.LedgerFile, needsLedger, errors);
        var secrets = new SecretSource(manifests.Secrets, arguments.SecretsDirectory);
        var targets = new LocalTargets(arguments.Volumes, arguments.Buckets, secrets, time);
        var chosen = manifests.Quotas.Where(quota => arguments.Quotas.Count == 0 || arguments.Quotas.Any(name => IsNamed(quota, name)));
        var quotas = errors.Count > 0 ? [] : chosen.Select(quota => Prepare(quota, needsStores(ledger is not null) ? targets : null, errors)).ToList();
        Messages.WriteErrors(errors);
        foreach (var mapping in needsStores(ledger is not null) ? targets.Unused : [])
            Messages.Write($"note: {mapping}: no quota uses it");
        return errors.Count == 0 ? new QuotaSession(quotas, secrets, ledger) : null;
    }

    private static PreparedQuota Prepare(StorageQuota quota, LocalTargets? targets, List<string> errors)
    {
        var place = StoreName.Of(quota.Namespace, quota.Spec.Target!).ToString();
        if (targets is null)
            return new PreparedQuota(quota, place, null);
        var mistakes = new List<FieldError>();
        var (_, open) = targets.Prepare(quota.Spec.Target!, quota.Namespace, new Limits(), removeEmptyDirectories: false, "spec.target", mistakes);
        errors.AddRange(mistakes.Select(mistake => $"{StorageQuota.KindName} {quota}: {mistake.Field}: {mistake.Message}"));
        return new PreparedQuota(quota, place, open);
    }

    private static bool IsNamed(StorageQuota quota, string name) => name == quota.Metadata.Name || name == quota.ToString();
}
