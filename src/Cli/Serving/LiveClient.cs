using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>The connection of one page: binary messages are 16-bit samples (little-endian) at the model's rate, text messages are requests in JSON.</summary>
internal sealed class LiveClient
{
    private readonly WebSocket _socket;
    private readonly ServeLimits _limits;
    private readonly Outbox _outbox;
    private readonly LiveStream _stream;
    private readonly EmbeddingModel? _words;

    public LiveClient(WebSocket socket, SpeechModel model, SpeechRecognizerOptions options, WordSounds? sounds, ServeLimits limits)
    {
        (_socket, _limits, _outbox, _words) = (socket, limits, new Outbox(socket, limits), sounds?.Model);
        _stream = new LiveStream(model, options, sounds, _outbox, limits);
        _outbox.Post(LiveMessages.Hello(model, _words?.Dimension ?? 0, options.Phrases?.Phrases.Count ?? 0));
    }

    /// <summary>Serves the page until it goes or breaks a rule.</summary>
    public async Task Run(RecognitionLoop loop, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task sending = _outbox.Send(ended.Token);
        loop.Add(_stream);
        try
        {
            await Receive(cancellation);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The page has gone without a word, or this program is being stopped.
        }
        loop.Remove(_stream);
        _outbox.Close(WebSocketCloseStatus.NormalClosure, "");
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) ended.Cancel();
        await sending;
    }

    private async Task Receive(CancellationToken cancellation)
    {
        byte[] message = new byte[_limits.MessageBytes];
        using var idle = new Timer(_ => _outbox.Close(WebSocketCloseStatus.PolicyViolation, $"nothing came for {_limits.Idle.TotalSeconds} s"));
        using var breath = new PeriodicTimer(Timeout.InfiniteTimeSpan); // A delay would be a new object for each message of one that floods.
        for (int length = 0; ;)
        {
            idle.Change(_limits.Idle, Timeout.InfiniteTimeSpan);
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(message.AsMemory(length), cancellation);
            if (part.MessageType is WebSocketMessageType.Close) return;
            length += part.Count;
            if (part.EndOfMessage)
            {
                if (!Accept(part.MessageType, message.AsSpan(0, length)))
                {
                    breath.Period = _limits.Breath;
                    await breath.WaitForNextTickAsync(cancellation);
                    breath.Period = Timeout.InfiniteTimeSpan;
                }
                length = 0;
            }
            else if (length == message.Length)
            {
                _outbox.Close(WebSocketCloseStatus.MessageTooBig, $"a message has at most {_limits.MessageBytes} bytes");
                return;
            }
        }
    }

    // Whether the next message may come at once.
    private bool Accept(WebSocketMessageType type, Span<byte> message)
    {
        if (type is WebSocketMessageType.Binary && message.Length % sizeof(short) == 0) return _stream.Push(MemoryMarshal.Cast<byte, short>(message));
        if (type is WebSocketMessageType.Binary) _outbox.Post(LiveMessages.Error($"expected 16-bit samples, found {message.Length} bytes"));
        else Answer(message);
        return false;
    }

    private void Answer(ReadOnlySpan<byte> message)
    {
        LiveRequest? request = null;
        try
        {
            request = LiveRequest.Parse(message, _words);
            switch (request.Type)
            {
                case "phrases":
                    _outbox.Post(LiveMessages.Phrases(_stream.SetPhrases(request.Text)));
                    break;
                case "keywords":
                    _stream.SetKeywords(request.Keywords);
                    _outbox.Post(LiveMessages.Keywords(request.Keywords.Count));
                    break;
                case "learn":
                    _stream.Learn(request.Example!);
                    break;
                default:
                    _stream.EndUtterance();
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or TextFormatException or ArgumentException)
        {
            _outbox.Post(LiveMessages.Error(e.Message, request?.Type));
        }
    }
}
