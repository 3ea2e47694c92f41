using System.Globalization;
using Janitor.Engine.Backups;
using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups.Volumes;

/// <summary>A directory that is backed up by GNU tar, which knows links, holes, owners, access lists and extended attributes. It stays on one file system.</summary>
/// <param name="directory">The directory on this machine.</param>
/// <param name="name">The part's name.</param>
/// <param name="description">It in words.</param>
public sealed class DirectorySource(string directory, string name, string description) : IBackupSource, IPartSource
{
    /// <summary>What tar ends with when files changed while it read them: what it has of those may be of two moments. Source: GNU tar, "Return Values".</summary>
    private const int Changed = 1;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public PartKind Kind => PartKind.Volume;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public Task<IReadOnlyList<IPartSource>> FindPartsAsync(CancellationToken cancellationToken) => Directory.Exists(directory)
        ? Task.FromResult<IReadOnlyList<IPartSource>>([this])
        : throw new BackupException(BackupProblem.SourceFailed, $"{description} does not exist");

    /// <inheritdoc/>
    public async Task<IPartReading> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = await ExternalProgram.VersionAsync("tar", cancellationToken);
            string[] arguments =
            [
                "--create", "--format=pax", "--sparse", "--acls", "--xattrs", "--numeric-owner", "--one-file-system", "--exclude=./.janitor", "--exclude=./lost+found", $"--directory={directory}", ".",
            ];
            return new Reading(ExternalProgram.Start("tar", arguments), version, description);
        }
        catch (ProgramException problem)
        {
            throw new BackupException(BackupProblem.SourceFailed, problem.Message, problem);
        }
    }

    private sealed class Reading(ExternalProgram program, string version, string description) : IPartReading
    {
        public Stream Content => program.Output;

        public async Task<PartFacts> EndAsync(CancellationToken cancellationToken)
        {
            try
            {
                var complaint = await program.EndAsync(Changed, cancellationToken);
                return new PartFacts { Tools = new Dictionary<string, string> { [program.Name] = version }, Warnings = complaint.Length > 0 ? [complaint] : [] };
            }
            catch (ProgramException problem)
            {
                throw new BackupException(BackupProblem.SourceFailed, string.Create(CultureInfo.InvariantCulture, $"{description} cannot be read: {problem.Message}"), problem);
            }
        }

        public ValueTask DisposeAsync() => program.DisposeAsync();
    }
}
