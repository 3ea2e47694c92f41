using System.Text;
using System.Xml;

namespace Janitor.Storage.Buckets.S3;

/// <summary>What S3's protocol does to keys on their way.</summary>
internal static class S3Keys
{
    /// <summary>The longest key that S3 allows, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024;

    /// <summary>UTF-8 that refuses what is not: a replacement character in a key would name another object.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Writes a key of a listing with <c>encoding-type=url</c> as bytes and returns how many. A plus is a space: AWS encodes forms' way,
    /// and servers that write spaces as <c>%20</c> write a plus as <c>%2B</c>, too. Needs as many bytes as the text has in UTF-8 at most.
    /// </summary>
    public static int DecodeUrl(string encoded, Span<byte> bytes)
    {
        var length = Utf8.GetBytes(encoded, bytes);
        var written = 0;
        for (var read = 0; read < length; read++)
        {
            var value = bytes[read];
            if (value == '+')
            {
                value = (byte)' ';
            }
            else if (value == '%' && read + 2 < length && char.IsAsciiHexDigit((char)bytes[read + 1]) && char.IsAsciiHexDigit((char)bytes[read + 2]))
            {
                value = (byte)((Hex(bytes[read + 1]) << 4) | Hex(bytes[read + 2]));
                read += 2;
            }
            bytes[written++] = value;
        }
        return written;
    }

    /// <summary>
    /// Whether a bulk delete's XML carries the key to the server and back unharmed. XML 1.0 has no place for most control characters,
    /// a parser turns a carriage return into a line feed, and some trim what surrounds a value, which would name another object.
    /// </summary>
    public static bool SurvivesXml(string key)
    {
        if (char.IsWhiteSpace(key[0]) || char.IsWhiteSpace(key[^1]))
            return false;
        for (var i = 0; i < key.Length; i++)
        {
            if (char.IsSurrogate(key[i]))
                i++;
            else if (key[i] == '\r' || !XmlConvert.IsXmlChar(key[i]))
                return false;
        }
        return true;
    }

    private static int Hex(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
