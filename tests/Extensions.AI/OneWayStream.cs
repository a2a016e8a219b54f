namespace EmbeddedSeq.Extensions.AI.Tests;

/// <summary>Bytes that arrive a few at a time, like those of a network: no seeking, no length, and nobody may close it.</summary>
/// <param name="bytes">All of them.</param>
/// <param name="most">Most bytes of one read.</param>
/// <param name="onRead">Called before every read with the place in the stream.</param>
internal sealed class OneWayStream(byte[] bytes, int most, Action<int>? onRead = null) : Stream
{
    private int _at;

    public bool IsClosed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        onRead?.Invoke(_at);
        count = Math.Min(Math.Min(count, most), bytes.Length - _at);
        Array.Copy(bytes, _at, buffer, offset, count);
        _at += count;
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        byte[] piece = new byte[buffer.Length];
        int count = Read(piece, 0, piece.Length);
        piece.AsSpan(0, count).CopyTo(buffer.Span);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }
}
