using Npgsql;

namespace Janitor.Storage.Postgres;

/// <summary>
/// Reads <c>postgres://user:password@host:port,host:port/database?parameter=value</c>. Not <see cref="Uri"/>, which knows one host only and
/// changes what it reads.
/// </summary>
internal static class ConnectionUri
{
    /// <exception cref="FormatException">It cannot be read; the message continues "the connection text" and repeats no value.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', '?');
        var authority = end < 0 ? rest : rest[..end];
        var tail = end < 0 ? string.Empty : rest[end..];

        // A password with a slash or a question mark in plain would otherwise be read as a database or a parameter, and be named in messages.
        if (tail.Contains('@', StringComparison.Ordinal))
            throw new FormatException("has an @ after the host: in a password write / as %2F, ? as %3F, @ as %40");

        var settings = new NpgsqlConnectionStringBuilder();
        var at = authority.LastIndexOf('@');
        if (at >= 0)
            SetUser(settings, authority[..at]);
        SetHosts(settings, authority[(at + 1)..]);

        var parts = tail.Split('?', 2);
        if (parts[0].Length > 1)
            settings.Database = Decode(parts[0][1..]);
        foreach (var parameter in parts.Length < 2 || parts[1].Length == 0 ? [] : parts[1].Split('&'))
        {
            var pair = parameter.Split('=', 2);
            ConnectionText.Set(settings, Decode(pair[0]), pair.Length > 1 ? Decode(pair[1]) : string.Empty);
        }

        return settings;
    }

    private static void SetUser(NpgsqlConnectionStringBuilder settings, string text)
    {
        var parts = text.Split(':', 2);
        if (parts[0].Length > 0)
            settings.Username = Decode(parts[0]);
        if (parts.Length > 1)
            settings.Password = Decode(parts[1]);
    }

    private static void SetHosts(NpgsqlConnectionStringBuilder settings, string text)
    {
        var hosts = text.Split(',');
        if (hosts.Length > 1)
        {
            // Npgsql, too, writes several hosts with their ports in one word.
            settings.Host = string.Join(',', hosts.Select(Decode));
            return;
        }

        var colon = text.IndexOf(':', text.StartsWith('[') ? Math.Max(text.IndexOf(']', StringComparison.Ordinal), 0) : 0);
        var host = colon >= 0 ? text[..colon] : text;
        if (host.StartsWith('['))
            host = host.EndsWith(']') ? host[1..^1] : throw new FormatException("has an IPv6 address without ]");
        if (host.Length > 0)
            settings.Host = Decode(host);
        if (colon >= 0)
            ConnectionText.Set(settings, "port", text[(colon + 1)..]);
    }

    private static string Decode(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                throw new FormatException("has a % without two hexadecimal digits after it: write % as %25");
        }

        return Uri.UnescapeDataString(text);
    }
}
