using Janitor.Api;
using Janitor.Api.Backups;

namespace Janitor.Operator.Backups.Workers;

/// <summary>What a task refers to: the Secrets whose values its worker gets, and the claims that it mounts. Operator and worker find the same, in the same order.</summary>
internal sealed class BackupNeeds
{
    private const string AccessKeyId = "accessKeyId";
    private const string SecretAccessKey = "secretAccessKey";
    private const string SessionToken = "sessionToken";

    private readonly List<NeededSecret> _secrets = [];
    private readonly Dictionary<string, bool> _claims = new(StringComparer.Ordinal);

    private BackupNeeds()
    {
    }

    /// <summary>The Secrets' keys.</summary>
    public IReadOnlyList<NeededSecret> Secrets => _secrets;

    /// <summary>The claims, and whether each is only read.</summary>
    public IReadOnlyDictionary<string, bool> Claims => _claims;

    /// <summary>The needs of a task.</summary>
    /// <param name="task">The task, of a valid schedule.</param>
    public static BackupNeeds Of(BackupTask task)
    {
        var (needs, spec) = (new BackupNeeds(), task.Schedule.Spec);
        needs.Add(spec.Destination!, readOnly: task.Kind is not (BackupTaskKind.Make or BackupTaskKind.Remove));
        if (task.Kind == BackupTaskKind.Make)
            needs.AddSources(spec, _ => true, readOnly: true, isOptional: false);
        if (task.Kind == BackupTaskKind.Verify && spec.Verify?.RestoreTo is { } scratch)
        {
            needs.Add(scratch.Postgres!.ConnectionSecretRef);
            needs.Add(spec.Verify.IdentitySecretRef);
        }

        if (task is { Kind: BackupTaskKind.Restore, Restore: { } restore })
            needs.AddRestore(spec, restore);
        return needs;
    }

    /// <summary>The keys of the Secret with a bucket's credentials.</summary>
    public static (SecretKeyReference Id, SecretKeyReference Key, SecretKeyReference Token) CredentialsOf(string secret) =>
        (Reference(secret, AccessKeyId), Reference(secret, SecretAccessKey), Reference(secret, SessionToken));

    private static SecretKeyReference Reference(string secret, string key) => new() { Name = secret, Key = key };

    private void AddRestore(BackupScheduleSpec spec, RestoreSpec restore)
    {
        foreach (var to in restore.Parts.Select(part => part.To).OfType<RestoreTarget>())
        {
            Add(to.Postgres?.ConnectionSecretRef);
            if (to.Bucket is not null || to.Volume is not null)
                Add(new Target { Bucket = to.Bucket, Volume = to.Volume }, restore.DryRun);
        }

        // Where parts go elsewhere, what they came from need not be there any more.
        var here = restore.Parts.Where(part => part.To is null).Select(part => part.Name).ToHashSet(StringComparer.Ordinal);
        AddSources(spec, name => restore.Parts.Count == 0 || here.Contains(name), restore.DryRun, isOptional: restore.Parts.Count > 0);
        Add(restore.IdentitySecretRef);
    }

    /// <summary>Adds what sources need. Which databases one has, the manifest tells first: those that may not be needed are optional.</summary>
    private void AddSources(BackupScheduleSpec spec, Func<string, bool> isChosen, bool readOnly, bool isOptional)
    {
        foreach (var source in spec.Sources)
        {
            var prefix = source.Name is { } name ? name + "/" : string.Empty;
            if (source.Volume is { } volume && isChosen(prefix + volume.ClaimName))
                Add(new Target { Volume = volume }, readOnly);
            if (source.Objects?.Bucket is { } bucket && isChosen(prefix + bucket.Name))
                Add(new Target { Bucket = bucket }, readOnly);
            if (source.Postgres is { } postgres)
                Add(postgres.ConnectionSecretRef, isOptional);
        }
    }

    private void Add(Target target, bool readOnly)
    {
        if (target.Volume is { } volume)
            _claims[volume.ClaimName] = readOnly && _claims.GetValueOrDefault(volume.ClaimName, true);
        if (target.Bucket?.CredentialsSecretRef is { } credentials)
        {
            var (id, key, token) = CredentialsOf(credentials.Name);
            Add(id);
            Add(key);
            Add(token, isOptional: true);
        }

        Add(target.Bucket?.CaBundleSecretRef);
    }

    private void Add(SecretKeyReference? reference, bool isOptional = false)
    {
        if (reference is null)
            return;
        var at = _secrets.FindIndex(secret => secret.Reference == reference);
        if (at < 0)
            _secrets.Add(new NeededSecret(reference, WorkerVariable(_secrets.Count), isOptional));
        else if (!isOptional)
            _secrets[at] = _secrets[at] with { IsOptional = false };
    }

    private static string WorkerVariable(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"JANITOR_SECRET_{number}");
}
