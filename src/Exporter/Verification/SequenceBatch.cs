using EmbeddedSeq.Exporter.OnnxRuntime;

namespace EmbeddedSeq.Exporter.Verification;

/// <summary>Sequences of unequal length side by side. T steps of the longest, B sequences, I numbers of one step.</summary>
internal sealed class SequenceBatch
{
    private readonly IReadOnlyList<float[]> _sequences;
    private readonly int _inputSize;

    /// <exception cref="ArgumentException">No sequences, an empty one, or one that does not consist of whole steps.</exception>
    public SequenceBatch(IReadOnlyList<float[]> sequences, int inputSize)
    {
        if (sequences.Count == 0) throw new ArgumentException("Expected at least one sequence, found none.", nameof(sequences));
        for (int b = 0; b < sequences.Count; b++)
        {
            if (sequences[b].Length == 0 || sequences[b].Length % inputSize != 0)
                throw new ArgumentException($"Expected sequence {b} to be [T, {inputSize}] with at least one step, found {sequences[b].Length} numbers.", nameof(sequences));
        }
        _sequences = sequences;
        _inputSize = inputSize;
        Lengths = [.. sequences.Select(s => s.Length / inputSize)];
        Steps = Lengths.Max();
    }

    /// <summary>Number of steps of each sequence.</summary>
    public int[] Lengths { get; }

    /// <summary>B.</summary>
    public int Count => Lengths.Length;

    /// <summary>T, the number of steps of the longest sequence.</summary>
    public int Steps { get; }

    /// <summary>Number of the <paramref name="count"/> steps from <paramref name="start"/> that sequence <paramref name="b"/> has.</summary>
    public int StepsOf(int b, int start, int count) => Math.Clamp(Lengths[b] - start, 0, count);

    /// <summary>The steps from <paramref name="start"/> on of sequence <paramref name="b"/>, as far as it has them: [up to count, I].</summary>
    public ReadOnlySpan<float> Slice(int b, int start, int count) =>
        StepsOf(b, start, count) is > 0 and int n ? _sequences[b].AsSpan(start * _inputSize, n * _inputSize) : [];

    /// <summary>Binds the steps from <paramref name="start"/> on to the graph's input, as features or as numbers of rows.</summary>
    /// <returns>To be disposed after the run.</returns>
    public OnnxTensor Bind(OnnxBinding binding, bool areRows, int start, int count)
    {
        if (!areRows)
        {
            var features = new OnnxTensor<float>(count, Count, _inputSize);
            Interleave(start, count, features.Data);
            binding.Input(OnnxNames.Features, features);
            return features;
        }
        float[] numbers = new float[count * Count * _inputSize];
        Interleave(start, count, numbers);
        var rows = new OnnxTensor<long>(count, Count, _inputSize);
        for (int i = 0; i < numbers.Length; i++) rows.Data[i] = (long)numbers[i];
        binding.Input(OnnxNames.Rows, rows);
        return rows;
    }

    /// <summary>Writes the steps from <paramref name="start"/> on of all sequences as [count, B, I], zeros where one has ended.</summary>
    public void Interleave(int start, int count, Span<float> destination)
    {
        destination.Clear();
        for (int b = 0; b < Count; b++)
        {
            ReadOnlySpan<float> steps = Slice(b, start, count);
            for (int t = 0; t * _inputSize < steps.Length; t++)
                steps.Slice(t * _inputSize, _inputSize).CopyTo(destination[((t * Count + b) * _inputSize)..]);
        }
    }
}
