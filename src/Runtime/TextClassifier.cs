using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime;

/// <summary>Gives a whole text a label, for example whether it praises or complains. Immutable, for any number of threads.</summary>
public sealed class TextClassifier
{
    private readonly TextModel _model;

    /// <summary>Uses a compiled model in place.</summary>
    /// <exception cref="ModelFormatException">A model for another task.</exception>
    public TextClassifier(CompiledModel model) => _model = new TextModel(model, TaskKind.Classify);

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFormatException">Not a model, a damaged one, or one for another task.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TextClassifier Load(string path) => new(CompiledModel.Open(path));

    /// <summary>The labels.</summary>
    public IReadOnlyList<string> Labels => _model.Spec.Tokens;

    /// <summary>All labels with their probabilities, the most probable first.</summary>
    /// <exception cref="ArgumentException">The text has nothing to read.</exception>
    public IReadOnlyList<LabelProbability> Classify(string text) => Classify(_model.Features.Split(text));

    /// <summary>As the other, of a text that is split already.</summary>
    /// <exception cref="ArgumentException">The text has nothing to read.</exception>
    public IReadOnlyList<LabelProbability> Classify(IReadOnlyList<string> units)
    {
        if (units.Count == 0) throw new ArgumentException("Expected a text with at least one word, found none.", nameof(units));
        float[] last = _model.Run(units)[^Labels.Count..];
        return [.. Labels.Select((label, i) => new LabelProbability(label, MathF.Exp(last[i]))).OrderByDescending(l => l.Probability)];
    }
}

/// <summary>A label and how probable it is.</summary>
/// <param name="Label">The label.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct LabelProbability(string Label, float Probability);
