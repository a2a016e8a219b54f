using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime;

/// <summary>Gives every word of a text a label, for example the slot that it fills. Immutable, for any number of threads.</summary>
public sealed class TextTagger
{
    private readonly TextModel _model;
    private readonly LabelPath _path;

    /// <summary>Uses a compiled model in place.</summary>
    /// <exception cref="ModelFormatException">A model for another task.</exception>
    public TextTagger(CompiledModel model)
    {
        _model = new TextModel(model, TaskKind.Tag);
        _path = new LabelPath(model.Spec.Tokens);
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFormatException">Not a model, a damaged one, or one for another task.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TextTagger Load(string path) => new(CompiledModel.Open(path));

    /// <summary>The labels.</summary>
    public IReadOnlyList<string> Labels => _model.Spec.Tokens;

    /// <summary>Splits a text into words and labels them.</summary>
    public IReadOnlyList<TaggedWord> Tag(string text) => Tag(_model.Features.Split(text));

    /// <summary>Labels words: the most probable labels of which each may follow the one before (I-x follows only B-x or I-x).</summary>
    public IReadOnlyList<TaggedWord> Tag(IReadOnlyList<string> words)
    {
        float[] outputs = _model.Run(words);
        int[] labels = _path.Best(outputs);
        return [.. labels.Select((label, t) => new TaggedWord(words[t], Labels[label], MathF.Exp(outputs[t * Labels.Count + label])))];
    }
}

/// <summary>A word with its label.</summary>
/// <param name="Word">The word, as the model reads it.</param>
/// <param name="Label">The label.</param>
/// <param name="Probability">Probability of the label at this word.</param>
public readonly record struct TaggedWord(string Word, string Label, float Probability);
