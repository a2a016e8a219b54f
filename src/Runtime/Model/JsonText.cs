using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>Text with the escapes of JSON (RFC 8259, section 7).</summary>
internal static class JsonText
{
    /// <summary>The text that is meant.</summary>
    /// <param name="text">UTF-8 from between the quotes.</param>
    /// <exception cref="FormatException">An escape that there is not, or text that is not Unicode.</exception>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        byte[] plain = new byte[text.Length]; // No escape is shorter than what it stands for.
        int length = 0;
        while (text.Length > 0)
        {
            byte next = text[0];
            if (next != '\\')
            {
                plain[length++] = next;
                text = text[1..];
            }
            else if (text.Length > 1 && text[1] == 'u')
            {
                length += ReadRune(ref text).EncodeToUtf8(plain.AsSpan(length));
            }
            else
            {
                plain[length++] = Short(text);
                text = text[2..];
            }
        }
        ReadOnlySpan<byte> all = plain.AsSpan(0, length);
        return Utf8.IsValid(all) ? Encoding.UTF8.GetString(all) : throw new FormatException("expected text in UTF-8");
    }

    private static byte Short(ReadOnlySpan<byte> escape) => (escape.Length > 1 ? escape[1] : (byte)0) switch
    {
        (byte)'"' => (byte)'"',
        (byte)'\\' => (byte)'\\',
        (byte)'/' => (byte)'/',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        byte other => throw new FormatException($"there is no escape of a backslash and the byte {other}"),
    };

    // Beyond the first 65536 characters: two escapes, an upper and a lower surrogate.
    private static Rune ReadRune(ref ReadOnlySpan<byte> text)
    {
        char first = ReadUnit(ref text);
        if (Rune.TryCreate(first, out Rune rune)) return rune;
        if (text.StartsWith("\\u"u8) && Rune.TryCreate(first, ReadUnit(ref text), out rune)) return rune;
        throw new FormatException($"expected Unicode, found half of a character, \\u{(int)first:X4}");
    }

    private static char ReadUnit(ref ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || !Utf8Parser.TryParse(text.Slice(2, 4), out ushort unit, out int length, 'x') || length != 4)
            throw new FormatException("expected four hexadecimal digits behind \\u");
        text = text[6..];
        return (char)unit;
    }
}
