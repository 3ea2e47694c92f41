using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Janitor.Cli.Documents;

/// <summary>The core schema of YAML 1.2: which scalars are null, booleans and numbers. Source: https://yaml.org/spec/1.2.2/#103-core-schema.</summary>
internal static class YamlScalar
{
    private const string StandardTags = "tag:yaml.org,2002:";

    public static JsonNode? ToJson(Scalar scalar)
    {
        if (scalar.Tag.IsEmpty)
            return scalar.Style == ScalarStyle.Plain ? Resolve(scalar.Value) : JsonValue.Create(scalar.Value);
        if (scalar.Tag.IsNonSpecific || scalar.Tag.Value == StandardTags + "str")
            return JsonValue.Create(scalar.Value);
        if (scalar.Tag.Value is StandardTags + "int" or StandardTags + "float" or StandardTags + "bool" or StandardTags + "null")
            return Resolve(scalar.Value);
        throw new YamlSyntaxException((int)scalar.Start.Line, $"has the tag {scalar.Tag.Value}, which is not supported; remove it");
    }

    private static JsonNode? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ => TryNumber(text, out var number) ? number : JsonValue.Create(text),
    };

    /// <summary>Numbers keep the digits they were written with where JSON allows: a size may be 1e9.</summary>
    private static bool TryNumber(string text, out JsonNode? number)
    {
        number = null;
        if (text.StartsWith("0x", StringComparison.Ordinal) || text.StartsWith("0o", StringComparison.Ordinal))
        {
            if (TryPrefixed(text, out var integer))
                number = JsonNode.Parse(integer.ToString(CultureInfo.InvariantCulture));
            return number is not null;
        }

        if (!IsNumber(text))
            return false;
        if (IsJsonNumber(text))
            number = JsonNode.Parse(text);
        else if (double.TryParse(text, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            number = JsonNode.Parse(value.ToString("R", CultureInfo.InvariantCulture));
        return number is not null;
    }

    private static bool TryPrefixed(string text, out BigInteger value)
    {
        value = BigInteger.Zero;
        var radix = text[1] == 'x' ? 16 : 8;
        foreach (var sign in text.AsSpan(2))
        {
            if (!char.IsAsciiHexDigit(sign) || Convert.ToInt32(sign.ToString(), 16) >= radix)
                return false;
            value = (value * radix) + Convert.ToInt32(sign.ToString(), 16);
        }

        return text.Length > 2;
    }

    /// <summary><c>[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?</c>.</summary>
    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        text = SkipSign(text);
        var whole = Digits(ref text);
        var fraction = 0;
        if (!text.IsEmpty && text[0] == '.')
        {
            text = text[1..];
            fraction = Digits(ref text);
        }

        if (whole + fraction == 0)
            return false;
        if (text.IsEmpty)
            return true;
        if (text[0] is not ('e' or 'E'))
            return false;
        text = SkipSign(text[1..]);
        return Digits(ref text) > 0 && text.IsEmpty;
    }

    /// <summary>JSON has no plus sign, no leading zeros, and digits on both sides of a point.</summary>
    private static bool IsJsonNumber(ReadOnlySpan<char> text)
    {
        text = text[0] == '-' ? text[1..] : text;
        var zeros = text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1]);
        var point = text.IndexOf('.');
        return char.IsAsciiDigit(text[0]) && !zeros && (point < 0 || (point + 1 < text.Length && char.IsAsciiDigit(text[point + 1])));
    }

    private static ReadOnlySpan<char> SkipSign(ReadOnlySpan<char> text) => !text.IsEmpty && text[0] is '-' or '+' ? text[1..] : text;

    private static int Digits(ref ReadOnlySpan<char> text)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        count = count < 0 ? text.Length : count;
        text = text[count..];
        return count;
    }
}
