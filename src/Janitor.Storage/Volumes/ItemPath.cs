using System.Runtime.InteropServices;

namespace Janitor.Storage.Volumes;

/// <summary>A path below the target, split into the directory and the name in it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct ItemPath
{
    public ItemPath(ReadOnlySpan<byte> path)
    {
        var slash = path.LastIndexOf((byte)'/');
        Directory = path[..Math.Max(slash, 0)];
        Name = path[(slash + 1)..];
        IsSafe = IsInside(path);
    }

    public ReadOnlySpan<byte> Directory { get; }

    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Whether it names something below the target that is not Janitor's own: no part is empty, <c>.</c> or <c>..</c>.</summary>
    public bool IsSafe { get; }

    /// <summary>Whether each part of a path is a name.</summary>
    public static bool HasOnlyNames(ReadOnlySpan<byte> path)
    {
        foreach (var part in path.Split((byte)'/'))
        {
            if (path[part] is [] or [(byte)'.'] or [(byte)'.', (byte)'.'])
                return false;
        }
        return !path.Contains((byte)0);
    }

    private static bool IsInside(ReadOnlySpan<byte> path) => HasOnlyNames(path) && !IsReserved(path);

    private static bool IsReserved(ReadOnlySpan<byte> path) =>
        path.StartsWith(ReservedFolder.Name) && (path.Length == ReservedFolder.Name.Length || path[ReservedFolder.Name.Length] == (byte)'/');
}
