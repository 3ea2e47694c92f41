using System.Text;
using Janitor.Engine.Retention.Planning;

namespace Janitor.Engine.Quotas;

/// <summary>Tells by its folder whose an item is. Memory grows with the number of folders, some 100 bytes each, and not with the items in them.</summary>
public sealed class TenantFolders : ITenants
{
    private readonly Dictionary<byte[], byte[]> _folders = new(PathComparer.Instance);
    private readonly Dictionary<byte[], byte[]> _names = new(PathComparer.Instance);
    private readonly Lazy<Dictionary<byte[], List<ReadOnlyMemory<byte>>?>> _places;

    /// <summary>None yet.</summary>
    public TenantFolders() => _places = new(ByTenant);

    /// <summary>How many folders there are.</summary>
    public int Count => _folders.Count;

    /// <summary>Adds a folder, before anything is looked for.</summary>
    /// <param name="folder">Its path, with or without a slash at its end.</param>
    /// <param name="tenant">Whose it is.</param>
    /// <exception cref="FormatException">One of them is empty, or the folder is somebody else's already.</exception>
    public void Add(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> tenant)
    {
        folder = folder.TrimEnd((byte)'/');
        if (folder.IsEmpty)
            throw new FormatException($"tenant {Encoding.UTF8.GetString(tenant)} has a folder without a name; leave such rows out");
        if (tenant.IsEmpty)
            throw new FormatException($"folder {Encoding.UTF8.GetString(folder)} has a tenant without a name; leave such rows out");
        var names = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!names.TryGetValue(tenant, out var name))
            names[tenant] = name = tenant.ToArray();
        if (!_folders.GetAlternateLookup<ReadOnlySpan<byte>>().TryAdd(folder, name) && !Find(folder).SequenceEqual(tenant))
            throw new FormatException($"folder {Encoding.UTF8.GetString(folder)} has two tenants, {Encoding.UTF8.GetString(Find(folder))} and {Encoding.UTF8.GetString(tenant)}");
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> path)
    {
        var folders = _folders.GetAlternateLookup<ReadOnlySpan<byte>>();
        while (!path.IsEmpty)
        {
            if (folders.TryGetValue(path, out var tenant))
                return tenant;
            path = Above(path);
        }

        return [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReadOnlyMemory<byte>>? PlacesOf(ReadOnlySpan<byte> tenant) =>
        _places.Value.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(tenant, out var places) ? places : [];

    private static ReadOnlySpan<byte> Above(ReadOnlySpan<byte> path) => path[..Math.Max(path.LastIndexOf((byte)'/'), 0)];

    /// <summary>The places of each tenant; null for one in whose folder somebody else has a folder.</summary>
    private Dictionary<byte[], List<ReadOnlyMemory<byte>>?> ByTenant()
    {
        var all = new Dictionary<byte[], List<ReadOnlyMemory<byte>>?>(PathComparer.Instance);
        foreach (var name in _names.Values)
            all[name] = [];
        var lookup = all.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (var (folder, name) in _folders)
        {
            var outer = Find(Above(folder));
            if (outer.SequenceEqual(name))
                continue;
            if (!outer.IsEmpty)
                lookup[outer] = null;
            all[name]?.AddRange([folder, (byte[])[.. folder, (byte)'/']]);
        }

        return all;
    }
}
