using System.Globalization;
using Janitor.Engine.Retention.Catalog;
using Npgsql;

namespace Janitor.Storage.Postgres;

/// <summary>
/// Reads what a Secret says about a connection: a <c>postgres://</c> URI, libpq's <c>host=… user=…</c>, or Npgsql's <c>Host=…;Username=…</c>.
/// No message repeats a value, since what stands at the wrong place may be the password.
/// Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING.
/// </summary>
internal static class ConnectionText
{
    public const string Field = "spec.catalog.postgres.connectionSecretRef";

    private const int DefaultTimeoutSeconds = 15;

    /// <summary>The settings, complete: application name <c>janitor</c> and a connect timeout of 15 seconds unless given; never pooled.</summary>
    /// <exception cref="CatalogException">The text cannot be read.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        text = text.Trim();
        try
        {
            var settings = IsUri(text) ? ConnectionUri.Parse(text) : HasSemicolon(text) ? ReadNpgsql(text) : ReadKeywords(text);
            if (string.IsNullOrEmpty(settings.Host))
                throw new FormatException("names no host");
            if (settings.Timeout == 0)
                settings.Timeout = DefaultTimeoutSeconds;
            settings.ApplicationName ??= "janitor";
            settings.Pooling = false;
            settings.Multiplexing = false;
            settings.Enlist = false;
            return settings;
        }
        catch (FormatException exception)
        {
            throw new CatalogException(
                Field,
                $"the Secret's connection text {exception.Message}; expected is postgres://user:password@host:5432/database, " +
                "with special characters in the password percent-encoded");
        }
    }

    /// <summary>Sets what libpq calls <paramref name="keyword"/>.</summary>
    /// <exception cref="FormatException">The keyword is not supported, or the value not allowed.</exception>
    internal static void Set(NpgsqlConnectionStringBuilder settings, string keyword, string value)
    {
        switch (keyword)
        {
            case "host": settings.Host = value; break;
            case "port": settings.Port = Number(keyword, value, 1, 65535); break;
            case "user": settings.Username = value; break;
            case "password": settings.Password = value; break;
            case "dbname": settings.Database = value; break;
            case "application_name": settings.ApplicationName = value; break;
            case "options": settings.Options = value; break;
            case "connect_timeout": settings.Timeout = Number(keyword, value, 0, 1024); break;
            case "sslmode": settings.SslMode = Choice<SslMode>(keyword, value); break;
            case "sslrootcert": settings.RootCertificate = value; break;
            case "channel_binding": settings.ChannelBinding = Choice<ChannelBinding>(keyword, value); break;
            case "target_session_attrs": settings.TargetSessionAttributes = value; break;
            default:
                throw new FormatException($"has the parameter {keyword}, which Janitor does not support: remove it");
        }
    }

    private static int Number(string keyword, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"has a {keyword} that is not a number from {least} to {most}");

    /// <summary>libpq writes <c>verify-full</c> where Npgsql has VerifyFull.</summary>
    private static T Choice<T>(string keyword, string value)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        var name = Array.Find(names, name => string.Equals(name, value.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        return name is not null ? Enum.Parse<T>(name) : throw new FormatException($"has a {keyword} that is none of {string.Join(", ", names)}");
    }

    private static bool IsUri(string text) =>
        text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>Whether a semicolon stands outside libpq's quotes.</summary>
    private static bool HasSemicolon(string text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '\'':
                    quoted = !quoted;
                    break;
                case ';' when !quoted:
                    return true;
            }
        }

        return false;
    }

    private static NpgsqlConnectionStringBuilder ReadNpgsql(string text)
    {
        NpgsqlConnectionStringBuilder? settings = null;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException or InvalidCastException)
        {
            // Its message may quote a value.
        }

        if (settings is null)
            throw new FormatException("has semicolons but is not an Npgsql connection string such as Host=db;Username=app;Password=…;Database=app");

        // host=db password=x;y would be read as one long host, and then be named in messages.
        if (new[] { settings.Host, settings.Username, settings.Database }.Any(value => value?.Contains('=', StringComparison.Ordinal) == true))
            throw new FormatException("mixes spaces and semicolons between its parts");
        return settings;
    }

    private static NpgsqlConnectionStringBuilder ReadKeywords(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder();
        var i = 0;
        while (i < text.Length)
        {
            var equals = text.IndexOf('=', i);
            var keyword = equals < 0 ? string.Empty : text[i..equals].TrimEnd();
            if (keyword.Length == 0 || !keyword.All(sign => char.IsAsciiLetterLower(sign) || sign == '_'))
                throw new FormatException("is neither a postgres:// URI nor a list such as host=db user=app password='…' dbname=app");
            i = SkipSpace(text, equals + 1);
            Set(settings, keyword, ReadValue(text, ref i));
            i = SkipSpace(text, i);
        }

        return settings;
    }

    private static string ReadValue(string text, ref int i)
    {
        var quoted = i < text.Length && text[i] == '\'';
        if (quoted)
            i++;
        var value = new System.Text.StringBuilder();
        for (; i < text.Length; i++)
        {
            if (quoted ? text[i] == '\'' : char.IsWhiteSpace(text[i]))
                break;
            if (text[i] == '\\' && ++i == text.Length)
                break;
            value.Append(text[i]);
        }

        if (quoted && i++ >= text.Length)
            throw new FormatException("has a quote that does not end");
        return value.ToString();
    }

    private static int SkipSpace(string text, int i)
    {
        while (i < text.Length && char.IsWhiteSpace(text[i]))
            i++;
        return i;
    }
}
