using Janitor.Engine.Backups;
using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups.Volumes;

/// <summary>A directory that another one's backup is restored to, by GNU tar. Owners come back where this process may give files away, as root.</summary>
/// <param name="directory">The directory on this machine.</param>
/// <param name="description">It in words.</param>
/// <param name="include">Patterns of tar, of paths below it; all when there are none.</param>
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
    public Task<IPartWriting> OpenAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(directory);
            string[] arguments =
            [
                "--extract", "--acls", "--xattrs", "--xattrs-include=*", "--numeric-owner", "--same-permissions", "--delay-directory-restore", $"--directory={directory}",
                .. overwrite == OverwriteRule.Always ? Array.Empty<string>() : ["--keep-old-files"],
                .. include.Count > 0 ? new[] { "--wildcards" } : [],
                "--file=-",
                .. include.Select(pattern => $"./{pattern}"),
            ];
            return Task.FromResult<IPartWriting>(new Writing(ExternalProgram.Start("tar", arguments), description));
        }
        catch (Exception problem) when (problem is ProgramException or IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupProblem.TargetRefused, $"{description} cannot be written: {problem.Message}", problem);
        }
    }

    private sealed class Writing(ExternalProgram program, string description) : IPartWriting
    {
        public Stream Content => program.Input;

        public string StateIfBroken => $"Some of its files are in {description}, and the last one may be cut off: empty it, and restore again";

        public async Task EndAsync(CancellationToken cancellationToken)
        {
            try
            {
                await program.EndAsync(cancellationToken);
            }
            catch (ProgramException problem)
            {
                throw new BackupException(BackupProblem.RestoreFailed, $"tar says: {problem.Message}", problem);
            }
        }

        public ValueTask DisposeAsync() => program.DisposeAsync();
    }
}
