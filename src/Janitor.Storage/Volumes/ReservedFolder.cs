using System.Text;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Volumes;

/// <summary>The names of Janitor's own folder as bytes.</summary>
internal static class ReservedFolder
{
    /// <summary>Right below the target; never listed.</summary>
    public static readonly byte[] Name = Encoding.UTF8.GetBytes(IStore.ReservedFolder);

    /// <summary>The path of what one run moved aside from a directory.</summary>
    public static byte[] QuarantineOf(QuarantineLabel label, ReadOnlySpan<byte> directory)
    {
        var folder = Encoding.UTF8.GetBytes($"{QuarantineLabel.Root}/{label}");
        return directory.IsEmpty ? folder : [.. folder, (byte)'/', .. directory];
    }
}
