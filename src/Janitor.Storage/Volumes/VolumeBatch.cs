using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>
/// Some names of one open directory, which become items when they are examined. Its memory is used again for other names after the visit.
/// </summary>
internal sealed unsafe class VolumeBatch : ItemBatch
{
    /// <summary>Few enough to be shared out, many enough to make the sharing cheap.</summary>
    private const int MaxNames = 1024;

    /// <summary>Ends a batch early in a deep directory, where each item's path is long.</summary>
    private const int MaxBytes = 256 * 1024;

    private readonly Item[] _items = new Item[MaxNames];
    private readonly int[] _itemNames = new int[MaxNames];
    private readonly int[] _names = new int[MaxNames];
    private DirectoryHandle? _directory;
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(16 * 1024, pinned: true);
    private int _used;

    public VolumeBatch()
        : base(default, default)
    {
    }

    /// <summary>How many names are in it.</summary>
    public int Count { get; private set; }

    public bool IsFull => Count == MaxNames || _used >= MaxBytes;

    /// <summary>The directory that holds the names.</summary>
    public DirectoryHandle Directory =>
        _directory ?? throw new InvalidOperationException("The batch has been handed back: it is valid until the visit ends.");

    /// <summary>Makes it a batch of a directory, without names yet.</summary>
    public void Begin(DirectoryHandle directory) => _directory = directory.Retain();

    /// <summary>Empties it and lets go of the directory.</summary>
    public void End()
    {
        _directory?.Release();
        _directory = null;
        Items = default;
        Count = _used = 0;
    }

    public void Add(ReadOnlySpan<byte> name)
    {
        var folder = Directory.Path;
        var end = _used + folder.Length + name.Length + 2;
        if (end > _bytes.Length)
            Grow(end);
        if (folder.Length > 0)
        {
            folder.CopyTo(_bytes.AsSpan(_used));
            _used += folder.Length;
            _bytes[_used++] = (byte)'/';
        }
        _names[Count++] = _used;
        name.CopyTo(_bytes.AsSpan(_used));
        _used += name.Length;
        _bytes[_used++] = 0;
    }

    /// <summary>
    /// Asks the kernel about each name. The regular files become <see cref="ItemBatch.Items"/>; names that turn out to be directories go to
    /// <paramref name="directories"/>; what is sticky, of another kind, on another mount or gone is left out.
    /// </summary>
    /// <returns>The error number of a name that could not be examined, else 0.</returns>
    public int Examine(DateTimeOffset now, ref NameList? directories)
    {
        var (found, start, error) = (0, 0, 0);
        FileStatus status;
        fixed (byte* bytes = _bytes)
        {
            for (var i = 0; i < Count; i++)
            {
                var name = _names[i];
                var length = _bytes.AsSpan(name).IndexOf((byte)0);
                if (Libc.StatX(Directory.Descriptor, bytes + name, Libc.AtItself, FileStatus.FileMask, &status) < 0)
                {
                    error = Errno.Last is var last && Errno.IsVanished(last) ? error : last;
                }
                else if (status.IsDirectory)
                {
                    (directories ??= new NameList()).Add(_bytes.AsSpan(name, length));
                }
                else if (status.IsRegular && !status.IsSticky && IsOurs(status))
                {
                    _itemNames[found] = name;
                    _items[found++] = status.ToItem(_bytes.AsMemory(start, name + length - start));
                }
                start = name + length + 1;
            }
        }
        Items = _items.AsMemory(0, found);
        ListedAt = now;
        return error;
    }

    /// <summary>The name of an item in <see cref="Directory"/>, ending with 0. The bytes do not move.</summary>
    public byte* NameOf(int item) => (byte*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, _itemNames[item]);

    /// <summary>
    /// A file can be a mount point too. Where the kernel does not tell mounts, the device has to do; elsewhere it must not, because overlayfs
    /// gives files the device of the layer that holds them.
    /// </summary>
    private bool IsOurs(in FileStatus status) => status.Mount != 0 ? status.Mount == Directory.Mount : status.Device == Directory.Device;

    private void Grow(int needed)
    {
        var grown = GC.AllocateUninitializedArray<byte>(Math.Max(needed, 2 * _bytes.Length), pinned: true);
        _bytes.AsSpan(0, _used).CopyTo(grown);
        _bytes = grown;
    }
}
