namespace EmbeddedSeq.Exporter.Verification;

/// <summary>How far one output of our runtime and of ONNX Runtime are apart.</summary>
/// <param name="Run">How the network was run: "whole", "step by step" or "pieces of N".</param>
/// <param name="Output">Name of the graph's output, <see cref="OnnxNames"/>.</param>
/// <param name="IsState">Whether the output is a state that the next piece goes on from, not a result.</param>
/// <param name="Count">Number of numbers compared.</param>
/// <param name="Absolute">Largest |ours − theirs|; NaN if either has a NaN.</param>
/// <param name="Relative">The same divided by the largest |ours| or |theirs| of this output.</param>
public sealed record OutputDifference(string Run, string Output, bool IsState, long Count, double Absolute, double Relative)
{
    /// <summary>
    /// Whether the difference is small enough: the absolute one, or for a state either of the two, because the cells of an
    /// LSTM are not bounded. An output that was not compared, or had a NaN, does not pass.
    /// </summary>
    public bool Passed(double tolerance) => Count > 0 && (Absolute <= tolerance || (IsState && Relative <= tolerance));
}
