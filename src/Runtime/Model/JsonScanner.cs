using System.Text.Unicode;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>
/// Reads JSON (RFC 8259) from front to back, as a caller that knows what to expect asks for it: enter an object, next property, its
/// value. The headers and descriptions of models need no more, and <see cref="System.Text.Json"/> takes a megabyte of memory and
/// half of the time of loading a small model before it has read the first byte.
/// </summary>
/// <param name="json">UTF-8.</param>
internal ref struct JsonScanner(ReadOnlySpan<byte> json)
{
    private const int MostDepth = 64;
    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;
    private bool _behindValue; // Of the object or array around: a comma comes next, or its end.

    /// <summary>The first byte of the value that comes next: <c>{ [ " t f n</c>, or the minus or digit of a number; 0 at the end.</summary>
    public byte Next
    {
        get
        {
            while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') _at++;
            return _at < _json.Length ? _json[_at] : (byte)0;
        }
    }

    /// <summary>Whether a number comes next.</summary>
    public bool IsNumber => Next is (byte)'-' or (>= (byte)'0' and <= (byte)'9');

    /// <summary>Enters the object that comes next.</summary>
    /// <exception cref="FormatException">Something else comes.</exception>
    public void EnterObject() => Enter((byte)'{');

    /// <summary>Enters the array that comes next.</summary>
    /// <exception cref="FormatException">Something else comes.</exception>
    public void EnterArray() => Enter((byte)'[');

    /// <summary>Goes to the value of the next property of the object around, or leaves the object.</summary>
    /// <param name="name">The property's name.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="FormatException">Not JSON.</exception>
    public bool NextProperty(out string name)
    {
        name = "";
        if (!NextItem((byte)'}')) return false;
        name = ReadString();
        Take((byte)':');
        return true;
    }

    /// <summary>Goes to the next element of the array around, or leaves the array.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="FormatException">Not JSON.</exception>
    public bool NextElement() => NextItem((byte)']');

    /// <summary>Reads the string that comes next.</summary>
    /// <exception cref="FormatException">Something else comes, or text that is not Unicode.</exception>
    public string ReadString()
    {
        ReadOnlySpan<byte> text = ReadText(out bool escaped);
        if (escaped) return JsonText.Unescape(text);
        return Utf8.IsValid(text) ? System.Text.Encoding.UTF8.GetString(text) : throw Error("text in UTF-8");
    }

    /// <summary>Reads the number that comes next.</summary>
    /// <returns>As it is written.</returns>
    /// <exception cref="FormatException">Something else comes.</exception>
    public ReadOnlySpan<byte> ReadNumber()
    {
        if (!IsNumber) throw Error("a number");
        int start = _at;
        if (_json[_at] == '-') _at++;
        if (_at < _json.Length && _json[_at] == '0') _at++;
        else Digits();
        if (_at < _json.Length && _json[_at] == '.')
        {
            _at++;
            Digits();
        }
        if (_at < _json.Length && _json[_at] is (byte)'e' or (byte)'E')
        {
            _at++;
            if (_at < _json.Length && _json[_at] is (byte)'+' or (byte)'-') _at++;
            Digits();
        }
        _behindValue = true;
        return _json[start.._at];
    }

    /// <summary>Reads the <c>true</c> or <c>false</c> that comes next.</summary>
    /// <exception cref="FormatException">Something else comes.</exception>
    public bool ReadBoolean()
    {
        bool value = Next == 't';
        Word(value ? "true"u8 : "false"u8);
        return value;
    }

    /// <summary>Passes over the value that comes next.</summary>
    /// <exception cref="FormatException">Not JSON.</exception>
    public void Skip() => Skip(0);

    /// <summary>Makes sure that nothing but space follows.</summary>
    /// <exception cref="FormatException">Something follows.</exception>
    public void End()
    {
        if (Next != 0 || _at < _json.Length) throw Error("the end");
    }

    private void Skip(int depth)
    {
        if (depth == MostDepth) throw Error($"at most {MostDepth} values in one another");
        switch (Next)
        {
            case (byte)'{':
                EnterObject();
                while (NextProperty(out _)) Skip(depth + 1);
                break;
            case (byte)'[':
                EnterArray();
                while (NextElement()) Skip(depth + 1);
                break;
            case (byte)'"':
                ReadString();
                break;
            case (byte)'t' or (byte)'f':
                ReadBoolean();
                break;
            case (byte)'n':
                Word("null"u8);
                break;
            default:
                ReadNumber();
                break;
        }
    }

    /// <summary>What is between the quotes.</summary>
    private ReadOnlySpan<byte> ReadText(out bool escaped)
    {
        Take((byte)'"');
        escaped = false;
        for (int start = _at; _at < _json.Length && _json[_at] >= ' '; _at++)
        {
            if (_json[_at] == '"')
            {
                _behindValue = true;
                return _json[start.._at++];
            }
            if (_json[_at] != '\\') continue;
            escaped = true;
            _at++; // The next one may be a quote.
        }
        throw Error("the end of a text");
    }

    private bool NextItem(byte end)
    {
        byte next = Next;
        if (next == end)
        {
            _at++;
            _behindValue = true;
            return false;
        }
        if (_behindValue) Take((byte)',');
        _behindValue = false;
        return true;
    }

    private void Enter(byte bracket)
    {
        Take(bracket);
        _behindValue = false;
    }

    private void Take(byte expected)
    {
        if (Next != expected) throw Error($"'{(char)expected}'");
        _at++;
    }

    private void Word(ReadOnlySpan<byte> word)
    {
        if (Next == 0 || !_json[_at..].StartsWith(word)) throw Error("a value");
        _at += word.Length;
        _behindValue = true;
    }

    private void Digits()
    {
        int start = _at;
        while (_at < _json.Length && _json[_at] is >= (byte)'0' and <= (byte)'9') _at++;
        if (_at == start) throw Error("a digit");
    }

    private readonly FormatException Error(string expected) =>
        new($"byte {_at}: expected {expected}, found {(_at >= _json.Length ? "the end" : _json[_at] is > 32 and < 127 ? $"'{(char)_json[_at]}'" : $"the byte {_json[_at]}")}");
}
