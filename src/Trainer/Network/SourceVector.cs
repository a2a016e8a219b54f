using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>The one vector of a sequence: of the encoder's outputs the forward half at the last step and the reverse half at the first, which each have read all of it.</summary>
internal sealed unsafe class SourceVector(LayerSpec last)
{
    private readonly int _size = last.Outputs, _forward = last.OutputsOfDirection;

    /// <summary>Copies the vector of sequence <paramref name="b"/> out of [Rows, size].</summary>
    public void Read(SequenceLayout layout, float* encoded, int b, Span<float> vector)
    {
        Ends(layout, b, out long first, out long end);
        new Span<float>(encoded + end, _forward).CopyTo(vector);
        new Span<float>(encoded + first + _forward, _size - _forward).CopyTo(vector[_forward..]);
    }

    /// <summary>Adds the vector's gradient to that of the outputs.</summary>
    public void AddGradient(SequenceLayout layout, float* dEncoded, int b, ReadOnlySpan<float> dVector)
    {
        Ends(layout, b, out long first, out long end);
        for (int j = 0; j < _forward; j++) dEncoded[end + j] += dVector[j];
        for (int j = _forward; j < _size; j++) dEncoded[first + j] += dVector[j];
    }

    private void Ends(SequenceLayout layout, int b, out long first, out long end) =>
        (first, end) = ((long)b * _size, (long)(layout.Start(layout.Lengths[b] - 1) + b) * _size);
}
