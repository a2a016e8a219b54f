using EmbeddedSeq.Runtime.Embedding;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime;

/// <summary>Translates sentences. Immutable, for any number of threads.</summary>
public sealed class TextTranslator
{
    private readonly EncoderDecoder _model;

    /// <summary>Uses a compiled model in place.</summary>
    /// <exception cref="ModelFormatException">A model for another task.</exception>
    public TextTranslator(CompiledModel model) => _model = new EncoderDecoder(model, TaskKind.Translate);

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFormatException">Not a model, a damaged one, or one for another task.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TextTranslator Load(string path) => new(CompiledModel.Open(path));

    /// <summary>Translates a sentence.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="beam">Translations that are followed at once; 1 always takes the most probable next token.</param>
    /// <returns>Up to <paramref name="beam"/> translations, the best first.</returns>
    /// <exception cref="ArgumentException">The text has nothing to read, or the beam is below 1.</exception>
    public IReadOnlyList<Translation> Translate(string text, int beam = 4) => Translate(_model.Features.Split(text), beam);

    /// <summary>Translates a sentence of which the units are known.</summary>
    /// <inheritdoc cref="Translate(string, int)"/>
    public IReadOnlyList<Translation> Translate(IReadOnlyList<string> units, int beam = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(beam, 1);
        if (units.Count == 0) throw new ArgumentException("Expected a text with at least one word, found none.", nameof(units));
        (float[] vector, float[] encoded) = _model.Encode(units);
        return [.. _model.Write(vector, encoded, beam, longest: 10 + 4 * units.Count).Select(Describe)];
    }

    private Translation Describe(WrittenSequence s) => new(_model.Spell(s.Tokens), s.LogProbability, s.IsComplete);
}

/// <summary>A translation.</summary>
/// <param name="Text">It.</param>
/// <param name="LogProbability">ln p of all tokens and the end symbol.</param>
/// <param name="IsComplete">Whether it ended by its end symbol; otherwise it was cut.</param>
public readonly record struct Translation(string Text, double LogProbability, bool IsComplete);
