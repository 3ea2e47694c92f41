namespace Janitor.Engine.Inventory;

/// <summary>A volume's space, as df computes it.</summary>
/// <param name="UsedBytes">Used by anyone.</param>
/// <param name="FreeBytes">Free to users without privileges.</param>
public readonly record struct VolumeSpace(long UsedBytes, long FreeBytes)
{
    /// <summary>What percentages are of: used and free together; the file system's reserve is not counted.</summary>
    public long TotalBytes => UsedBytes + FreeBytes;
}
