using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>Brings single items back from quarantine, or deletes them for good.</summary>
internal sealed unsafe class Quarantine(DirectoryHandle target)
{
    private static readonly int _rootLength = Encoding.UTF8.GetByteCount(QuarantineLabel.Root);

    private readonly CheckedFile _files = new();

    public Outcome Restore(QuarantinedItem item) => With(item, (directory, name) =>
    {
        var path = new ItemPath(item.Path.Span);
        using var destination = new PathCursor(target);
        if (destination.Make(path.Directory, directory, out var error) is not { } to)
            return error == 0 || Errno.IsVanished(error) ? Outcome.Changed : CheckedFile.Unreached(error);
        error = CheckedFile.Rename(directory, name, to);
        return error == Errno.EEXIST ? Outcome.Changed : CheckedFile.Moved(error);
    });

    public Outcome Purge(QuarantinedItem item) => With(item, _files.Delete);

    private delegate Outcome Deed(DirectoryHandle directory, byte* name);

    private Outcome With(QuarantinedItem item, Deed deed)
    {
        var path = new ItemPath(item.Path.Span);
        if (!path.IsSafe)
            return Outcome.Failed("Its path does not lead to a file below the target.");
        using var source = new PathCursor(target);
        if (source.MoveTo(ReservedFolder.QuarantineOf(item.Label, path.Directory), out var error) is not { } directory)
            return CheckedFile.Unreached(error);
        byte[] name = [.. path.Name, 0];
        fixed (byte* pointer = name)
        {
            var outcome = deed(directory, pointer);
            RemoveEmptied(directory);
            return outcome;
        }
    }

    private static void RemoveEmptied(DirectoryHandle? directory)
    {
        while (directory is not null && directory.Path.Length > _rootLength && directory.TryRemove())
            directory = directory.Parent;
    }
}
