using System.Formats.Tar;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Backups.Objects;

/// <summary>
/// What an archive says of an object besides its content: extended headers of PAX with our name before them, which other programs pass over. Each holds names and values as an address does,
/// for names of tags may have an equals sign, at which PAX ends a header's name. Source: POSIX.1-2017, pax, "pax Extended Header".
/// </summary>
internal static class ObjectAttributes
{
    private const string Headers = "JANITOR.headers";
    private const string Custom = "JANITOR.metadata";
    private const string Tags = "JANITOR.tags";

    /// <summary>As an entry's extended headers.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Write(ContentMetadata metadata) =>
        from one in ((string Name, IReadOnlyDictionary<string, string> Values)[])[(Headers, metadata.Headers), (Custom, metadata.Custom), (Tags, metadata.Tags)]
        where one.Values.Count > 0
        select KeyValuePair.Create(one.Name, Join(one.Values));

    /// <summary>From an entry.</summary>
    public static ContentMetadata Read(PaxTarEntry entry) => new()
    {
        ModifiedAt = (entry.ModificationTime - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
        Headers = Split(entry, Headers),
        Custom = Split(entry, Custom),
        Tags = Split(entry, Tags),
    };

    /// <summary>The time of an item's last change; the beginning of time when not known.</summary>
    public static DateTimeOffset TimeOf(in Item item) => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks((item.ModifiedAt == Item.NoTime ? 0 : item.ModifiedAt) / TimeSpan.NanosecondsPerTick);

    private static string Join(IReadOnlyDictionary<string, string> values) => string.Join('&', values.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    private static Dictionary<string, string> Split(PaxTarEntry entry, string name)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in entry.ExtendedAttributes.GetValueOrDefault(name, string.Empty).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var before, var after] ? (before, after) : (pair, string.Empty);
            values[Uri.UnescapeDataString(key)] = Uri.UnescapeDataString(value);
        }

        return values;
    }
}
