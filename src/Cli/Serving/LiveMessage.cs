using System.Buffers;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>
/// A message on its way to a page, UTF-8, in a buffer that is lent by the shared pool and given back once it is sent: eight pages get
/// dozens of messages a second, and what is thrown away lies in memory until it is collected.
/// </summary>
internal readonly struct LiveMessage
{
    private readonly byte[] _buffer;
    private readonly int _length;

    public LiveMessage(ReadOnlySpan<byte> text)
    {
        (_buffer, _length) = (ArrayPool<byte>.Shared.Rent(text.Length), text.Length);
        text.CopyTo(_buffer);
    }

    public ReadOnlyMemory<byte> Text => _buffer.AsMemory(0, _length);

    /// <summary>Gives the buffer back; nobody may read the text any more. One that is never given back is garbage like any other.</summary>
    public void Release() => ArrayPool<byte>.Shared.Return(_buffer);
}
