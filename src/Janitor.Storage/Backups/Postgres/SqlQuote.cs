namespace Janitor.Storage.Backups.Postgres;

/// <summary>Names and texts in SQL that takes no parameters. Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html.</summary>
internal static class SqlQuote
{
    /// <summary>A name: <c>"app"</c>.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text: <c>'app'</c>, at a server that takes a backslash as it is, as all do unless they are told otherwise.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
