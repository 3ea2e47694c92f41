using System.Formats.Tar;
using System.Text;
using System.Text.Unicode;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Backups.Objects;

/// <summary>
/// What an archive says of an object besides its content: extended headers of PAX with our name before them, which other programs pass over. Each holds names and values as an address does,
/// for names of tags may have an equals sign, at which PAX ends a header's name. Source: POSIX.1-2017, pax, "pax Extended Header".
/// </summary>
internal static class ObjectAttributes
{
    /// <summary>The key, where the entry's name cannot be it.</summary>
    private const string Key = "JANITOR.key";

    private const string Headers = "JANITOR.headers";
    private const string Custom = "JANITOR.metadata";
    private const string Tags = "JANITOR.tags";

    /// <summary>The entry for an object.</summary>
    /// <remarks>.NET reads no name that has the end of a line in it, and writes none that is not text.</remarks>
    public static PaxTarEntry Write(in Item item, ContentMetadata metadata, Stream content)
    {
        var name = Encoding.UTF8.GetString(item.Path.Span);
        var attributes = Write(metadata);
        if (name.Contains('\n', StringComparison.Ordinal) || !Utf8.IsValid(item.Path.Span))
        {
            attributes = attributes.Append(KeyValuePair.Create(Key, Convert.ToHexStringLower(item.Path.Span)));
            name = name.Replace('\n', '\uFFFD');
        }

        return new PaxTarEntry(TarEntryType.RegularFile, name, attributes) { ModificationTime = TimeOf(item), DataStream = content };
    }

    /// <summary>The path of the object that an entry stands for.</summary>
    public static byte[] PathOf(PaxTarEntry entry) =>
        entry.ExtendedAttributes.TryGetValue(Key, out var key) ? Convert.FromHexString(key) : Encoding.UTF8.GetBytes(entry.Name);

    private static IEnumerable<KeyValuePair<string, string>> Write(ContentMetadata metadata) =>
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

    private static DateTimeOffset TimeOf(in Item item) => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks((item.ModifiedAt == Item.NoTime ? 0 : item.ModifiedAt) / TimeSpan.NanosecondsPerTick);

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
