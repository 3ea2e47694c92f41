using Janitor.Api.Backups;
using Janitor.Api.Quotas;
using Janitor.Cli.Inputs;
using Janitor.Kubernetes.Core;

namespace Janitor.Cli.Documents;

/// <summary>What all the files given with <c>-f</c> hold.</summary>
internal sealed class Manifests
{
    /// <summary>The policies without mistakes, in the order of the files.</summary>
    public List<PolicyDocument> Policies { get; } = [];

    /// <summary>The quotas without mistakes.</summary>
    public List<StorageQuota> Quotas { get; } = [];

    /// <summary>The backup schedules without mistakes.</summary>
    public List<BackupSchedule> Schedules { get; } = [];

    /// <summary>Kind and name of the backups and restores without mistakes, which only a cluster carries out.</summary>
    public List<string> Orders { get; } = [];

    /// <summary>The Secrets with their labels and annotations.</summary>
    public List<Secret> LabelledSecrets { get; } = [];

    /// <summary>The Secrets.</summary>
    public SecretDocuments Secrets { get; } = new();

    /// <summary>All mistakes, in words.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>What was passed over, in words.</summary>
    public List<string> Notes { get; } = [];
}
