using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests.Serving;

/// <summary>What a page does, without a browser.</summary>
internal sealed class LivePage : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _spoken;

    public WebSocketCloseStatus? Status => _socket.CloseStatus;

    public string? Reason => _socket.CloseStatusDescription;

    /// <exception cref="WebSocketException">The connection is refused.</exception>
    public static async Task<LivePage> Connect(Uri address, string? origin)
    {
        var page = new LivePage();
        if (origin is not null) page._socket.Options.SetRequestHeader("Origin", origin);
        await page._socket.ConnectAsync(new Uri($"ws://{address.Authority}/live"), CancellationToken.None).WaitAsync(LineReader.Patience);
        return page;
    }

    /// <summary>Sends sound in pieces of 20 ms, at once as far as the server takes it (ten seconds, then twice the pace of time).</summary>
    public async Task Speak(float[] samples)
    {
        short[] sound = [.. samples.Select(s => (short)(32767 * s))];
        foreach (short[] piece in sound.Chunk(320))
        {
            while (_spoken.TotalSeconds > 9 + 2 * _clock.Elapsed.TotalSeconds) await Task.Delay(10);
            await Send(MemoryMarshal.AsBytes(piece.AsSpan()).ToArray());
            _spoken += TimeSpan.FromMilliseconds(20);
        }
    }

    public Task Send(byte[] message) => _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).WaitAsync(LineReader.Patience);

    public Task Send(string message) => _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).WaitAsync(LineReader.Patience);

    /// <summary>The next message; null when the connection was closed.</summary>
    public async Task<JsonElement?> Receive()
    {
        byte[] buffer = new byte[1 << 20];
        for (int length = 0; ;)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).AsTask().WaitAsync(LineReader.Patience);
            if (part.MessageType is WebSocketMessageType.Close) return null;
            length += part.Count;
            if (part.EndOfMessage) return JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement.Clone();
        }
    }

    /// <summary>The next message of a type.</summary>
    public async Task<JsonElement> Receive(string type)
    {
        while (await Receive() is { } message)
        {
            if (message.GetProperty("type").GetString() == type) return message;
        }
        throw new InvalidOperationException($"No {type} came; the connection was closed: {Status} {Reason}");
    }

    /// <summary>Text of the next utterance that has ended; one without words, such as a silence that was ended, is passed over.</summary>
    public async Task<string> Final()
    {
        string text;
        do text = (await Receive("final")).GetProperty("text").GetString()!;
        while (text.Length == 0);
        return text;
    }

    public void Dispose() => _socket.Dispose();
}
