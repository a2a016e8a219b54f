using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Examples laid out for a network: longest first, step by step (see <see cref="SequenceLayout"/>). The memory is used again by the next batch.</summary>
internal sealed unsafe class PackedBatch
{
    private AlignedBuffer _inputs = new(16);
    private Example[] _examples = [];

    /// <summary>Lengths and places.</summary>
    public SequenceLayout Layout { get; private set; } = null!;

    /// <summary>The examples in the order of the layout.</summary>
    public IReadOnlyList<Example> Examples => _examples;

    /// <summary>[Rows, <c>inputs</c>].</summary>
    public float* Inputs => _inputs.Pointer;

    public void Load(IEnumerable<Example> examples, int inputs)
    {
        _examples = [.. examples.OrderByDescending(e => e.Steps)];
        Layout = new SequenceLayout([.. _examples.Select(e => e.Steps)]);
        long length = (long)Layout.Rows * inputs;
        if (_inputs.Length < length) _inputs = new AlignedBuffer(length + length / 8);
        for (int b = 0; b < _examples.Length; b++)
        {
            for (int t = 0; t < _examples[b].Steps; t++)
                _examples[b].Inputs.AsSpan(t * inputs, inputs).CopyTo(new Span<float>(_inputs.Pointer + (long)(Layout.Start(t) + b) * inputs, inputs));
        }
    }

    /// <summary>Puts what belongs to the steps of sequence <paramref name="b"/> into its rows.</summary>
    public void Spread(int b, ReadOnlySpan<int> values, Span<int> rows)
    {
        for (int t = 0; t < values.Length; t++) rows[Layout.Start(t) + b] = values[t];
    }

    /// <summary>The rows of sequence <paramref name="b"/>, step after step.</summary>
    public Span<int> Rows(int b, int[] memory)
    {
        Span<int> rows = memory.AsSpan(0, Layout.Lengths[b]);
        for (int t = 0; t < rows.Length; t++) rows[t] = Layout.Start(t) + b;
        return rows;
    }
}
