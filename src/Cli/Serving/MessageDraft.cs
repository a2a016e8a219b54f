using System.Buffers;
using System.Text.Json;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>Where a thread writes its messages, one behind the other.</summary>
internal static class MessageDraft
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _text;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <summary>Begins a message; <see cref="End"/>, on the same thread, makes it.</summary>
    public static Utf8JsonWriter Begin(string type)
    {
        _text ??= new ArrayBufferWriter<byte>(1024);
        _json ??= new Utf8JsonWriter(_text);
        _text.ResetWrittenCount();
        _json.Reset(); // Also what an exception left unfinished.
        _json.WriteStartObject();
        _json.WriteString("type", type);
        return _json;
    }

    /// <summary>The message that was begun.</summary>
    public static LiveMessage End()
    {
        _json!.WriteEndObject();
        _json.Flush();
        return new LiveMessage(_text!.WrittenSpan);
    }
}
