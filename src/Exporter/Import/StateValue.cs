namespace EmbeddedSeq.Exporter.Import;

/// <summary>States of recurrent layers, of whatever shape: filled with one number, or passed in or out of the graph. Good for nothing but to start a layer with.</summary>
/// <param name="number">The number, or null for a state that is passed in or out.</param>
/// <param name="description">What it is, for messages.</param>
internal sealed class StateValue(float? number, string description) : Value
{
    /// <summary>Null for a state that is passed in or out: zeros are what a sequence starts with.</summary>
    public float? Number { get; } = number;

    public override string Description { get; } = description;

    public override Value Transpose(IReadOnlyList<int>? order) => this;

    public override Value Reshape(IReadOnlyList<Size> shape) => this;

    public override Value Squeeze(IReadOnlyList<int>? axes) => this;

    public override Value Unsqueeze(IReadOnlyList<int> axes) => this;

    public override Value Slice(int axis, Size start, Size end, long step) => this;
}
