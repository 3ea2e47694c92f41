using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Storage.Backups.Objects;
using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups.Volumes;

/// <summary>A directory that another one's backup is restored to, by GNU tar. Owners come back where this process may give files away, as root.</summary>
/// <param name="directory">The directory on this machine.</param>
/// <param name="description">It in words.</param>
/// <param name="include">Globs of paths below it, of what is restored; all when there are none.</param>
public sealed class DirectoryTarget(string directory, string description, IReadOnlyList<string> include) : IPartTarget
{
    /// <summary>What a fresh file system has, and what Janitor has there.</summary>
    private static readonly string[] OfNobody = ["lost+found", ".janitor"];

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public Task<string> InspectAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        if (part.Kind != PartKind.Volume)
            throw new BackupException(BackupProblem.TargetRefused, $"{part.Name} holds no directory");
        if (!Directory.Exists(directory))
            return Task.FromResult($"{description} does not exist; it would be made, and {part.Name} restored to it");
        try
        {
            if (overwrite == OverwriteRule.Never)
                throw new BackupException(BackupProblem.TargetRefused, $"{description} exists, and overwrite is Never: name another directory, or say overwrite: IfEmpty");
            var empty = Directory.EnumerateFileSystemEntries(directory).All(entry => OfNobody.Contains(Path.GetFileName(entry)));
            return empty || overwrite == OverwriteRule.Always
                ? Task.FromResult($"{part.Name} would be restored to {description}{(empty ? string.Empty : "; files of the same paths are replaced, others stay")}")
                : throw new BackupException(BackupProblem.TargetRefused, $"{description} is not empty: name another directory, or say overwrite: Always");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupProblem.TargetRefused, $"{description} cannot be read: {problem.Message}", problem);
        }
    }

    /// <inheritdoc/>
    public Stream? Rehearse()
    {
        var filter = new ItemFilter(include, []);
        return new TarFilter(Stream.Null, path => filter.Accepts(path));
    }

    /// <inheritdoc/>
    public async Task<IPartWriting> OpenAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        // All of the backup was read since it was looked at, which takes a while.
        await InspectAsync(part, overwrite, cancellationToken);
        try
        {
            Directory.CreateDirectory(directory);
            string[] arguments =
            [
                "--extract", "--acls", "--xattrs", "--xattrs-include=*", "--numeric-owner", "--same-permissions", "--delay-directory-restore", $"--directory={directory}", "--file=-",
            ];
            var filter = new ItemFilter(include, []);
            var withRoot = !filter.IsChosen && IsOurs();
            return new Writing(ExternalProgram.Start("tar", arguments), path => path.Length == 0 ? withRoot : filter.Accepts(path), filter.IsChosen, description);
        }
        catch (Exception problem) when (problem is ProgramException or IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupProblem.TargetRefused, $"{description} cannot be written: {problem.Message}", problem);
        }
    }

    /// <summary>
    /// Whether this process may change the directory itself, and not only what is in it. A volume's root belongs to root, and to a worker that is not root by its group alone: tar fails there.
    /// </summary>
    private bool IsOurs()
    {
        try
        {
            Directory.SetLastWriteTimeUtc(directory, Directory.GetLastWriteTimeUtc(directory));
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class Writing(ExternalProgram program, Func<byte[], bool> accepts, bool isChosen, string description) : IPartWriting
    {
        private readonly TarFilter _filter = new(program.Input, accepts);

        public Stream Content => _filter;

        public string StateIfBroken => $"Some of its files are in {description}, and the last one may be cut off: empty it, and restore again";

        public async Task EndAsync(CancellationToken cancellationToken)
        {
            try
            {
                await program.EndAsync(cancellationToken);
                if (isChosen && _filter.Accepted == 0)
                    throw new BackupException(BackupProblem.RestoreFailed, "the patterns match nothing that is in it");
            }
            catch (ProgramException problem)
            {
                throw new BackupException(BackupProblem.RestoreFailed, $"tar says: {problem.Message}", problem);
            }
        }

        public ValueTask DisposeAsync() => program.DisposeAsync();
    }
}
