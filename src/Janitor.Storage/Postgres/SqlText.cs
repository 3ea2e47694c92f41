using System.Text.RegularExpressions;

namespace Janitor.Storage.Postgres;

/// <summary>
/// A user's SQL, cut into statements and their <c>@jobs</c>. Everything else reaches the server as it was written: Npgsql's own rewriting would
/// also take <c>:jobs</c>, as in an array slice, and would run what follows a semicolon in a query outside its transaction.
/// Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html.
/// </summary>
internal static partial class SqlText
{
    /// <summary>The statements, without the semicolons between them; parts that hold only comments are left out.</summary>
    public static IReadOnlyList<string> Statements(string sql)
    {
        var statements = new List<string>();
        var start = 0;
        var empty = true;
        var last = 0;
        foreach (Match token in Tokens().Matches(sql))
        {
            empty &= string.IsNullOrWhiteSpace(sql[last..token.Index]) && (token.Groups["comment"].Success || token.ValueSpan is ";");
            last = token.Index + token.Length;
            if (token.ValueSpan is not ";")
                continue;
            if (!empty)
                statements.Add(sql[start..token.Index].Trim());
            start = last;
            empty = true;
        }

        if (!empty || !string.IsNullOrWhiteSpace(sql[last..]))
            statements.Add(sql[start..].Trim());
        return statements;
    }

    /// <summary>
    /// The statement with each <c>@jobs</c> as a positional parameter of its own, so that the server finds the type of each by itself.
    /// </summary>
    public static (string Sql, int Parameters) NumberJobs(string statement)
    {
        var parameters = 0;
        var sql = Tokens().Replace(statement, token => token.Groups["jobs"].Success ? $"${++parameters}" : token.Value);
        return (sql, parameters);
    }

    // Quoted text comes first, so that nothing inside it counts. Each alternative is atomic: the text is read once.
    [GeneratedRegex(
        """
        (?<![\w$])[eE]'(?>(?:[^'\\]|\\.|'')*)'
        | '(?>(?:[^']|'')*)'
        | "(?>(?:[^"]|"")*)"
        | (?<![\w$])(?<tag>\$(?:[\p{L}_][\w-[$]]*)?\$).*?\k<tag>
        | (?<comment>--[^\r\n]*|/\*(?>(?:(?!/\*|\*/).|/\*(?<depth>)|\*/(?<-depth>))*)(?(depth)(?!))\*/)
        | (?<jobs>(?<![\w$@])@jobs(?![\w$]))
        | ;
        """,
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tokens();
}
