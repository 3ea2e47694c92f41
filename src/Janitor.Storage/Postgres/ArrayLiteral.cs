using System.Text;

namespace Janitor.Storage.Postgres;

/// <summary>An array as the server reads one, whatever its element type. Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO.</summary>
internal static class ArrayLiteral
{
    /// <summary>Writes it.</summary>
    public static string Of(IEnumerable<string> values)
    {
        var literal = new StringBuilder("{");
        foreach (var value in values)
        {
            literal.Append(literal.Length > 1 ? ",\"" : "\"");
            literal.Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
            literal.Append('"');
        }

        return literal.Append('}').ToString();
    }
}
