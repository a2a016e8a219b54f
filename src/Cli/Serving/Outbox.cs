using System.Net.WebSockets;
using System.Threading.Channels;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>Messages on their way to one page: a bounded queue that the recognition thread never waits for.</summary>
internal sealed class Outbox(WebSocket socket, ServeLimits limits)
{
    private readonly Channel<LiveMessage> _waiting = Channel.CreateBounded<LiveMessage>(new BoundedChannelOptions(limits.Waiting) { SingleReader = true });
    private WebSocketCloseStatus _status = WebSocketCloseStatus.NormalClosure;
    private string _reason = "";
    private bool _closed;

    /// <summary>Adds a message that the page must get; if it does not take its messages, it is let go.</summary>
    public void Post(LiveMessage message)
    {
        if (_waiting.Writer.TryWrite(message)) return;
        message.Release();
        Close(WebSocketCloseStatus.PolicyViolation, "messages are not taken");
    }

    /// <summary>Adds a message that a later one makes good for, unless half of the queue is full.</summary>
    public void PostPassing(LiveMessage message)
    {
        if (_waiting.Reader.Count < limits.Waiting / 2) Post(message);
        else message.Release();
    }

    /// <summary>Ends the connection behind the messages that wait. Only the first reason counts.</summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        lock (_waiting)
        {
            if (_closed) return;
            (_closed, _status, _reason) = (true, status, reason); // Before the sender is woken, which reads them.
            _waiting.Writer.Complete();
        }
    }

    /// <summary>Sends until closed or until the page takes too long for a message; then the connection is over.</summary>
    public async Task Send(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation); // For a message; one for all of them.
        try
        {
            await foreach (LiveMessage message in _waiting.Reader.ReadAllAsync(CancellationToken.None)) // Close ends it, always.
            {
                patience.CancelAfter(limits.SendTime);
                await socket.SendAsync(message.Text, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                message.Release();
            }
            patience.CancelAfter(limits.SendTime);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(_status, _reason, patience.Token);
            await Task.Delay(limits.SendTime, cancellation); // For the page to close its side, which ends the reading and cancels this.
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The page has gone, or is let go below; there is nobody to tell.
        }
        socket.Abort();
    }
}
