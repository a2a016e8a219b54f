namespace EmbeddedSeq.Trainer.Network;

/// <summary>States, or gradients of states, of the sequences of a batch in one layer: a row for each, <paramref name="stride"/> numbers apart, in the order of the <see cref="SequenceLayout"/>. Without data it stands for zeros.</summary>
internal readonly unsafe struct StateView(float* data, long stride)
{
    public bool IsZero => data is null;

    /// <summary>The row of a sequence.</summary>
    public float* this[int sequence] => data + sequence * stride;

    /// <summary>The same rows from column <paramref name="offset"/> on.</summary>
    public StateView From(int offset) => IsZero ? this : new(data + offset, stride);

    /// <summary>Copies the row of a sequence, or zeros.</summary>
    public void Read(int sequence, Span<float> target)
    {
        if (IsZero) target.Clear();
        else new ReadOnlySpan<float>(this[sequence], target.Length).CopyTo(target);
    }
}
