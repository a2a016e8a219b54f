using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>A language model: writes text unit by unit and tells how probable a text is. Immutable, for any number of threads.</summary>
public sealed class TextGenerator
{
    private readonly TextModel _model;

    /// <summary>Uses a compiled model in place.</summary>
    /// <exception cref="ModelFormatException">A model for another task.</exception>
    public TextGenerator(CompiledModel model) => _model = new TextModel(model, TaskKind.LanguageModel);

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFormatException">Not a model, a damaged one, or one for another task.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TextGenerator Load(string path) => new(CompiledModel.Open(path));

    /// <summary>Whether the model writes words or characters.</summary>
    public TextUnit Unit => _model.Spec.Text!.Unit;

    /// <summary>Number of units that the model knows, the unknown one and the end included.</summary>
    public int VocabularySize => _model.Spec.Tokens.Count;

    /// <summary>Draws a text.</summary>
    /// <param name="start">How it begins; may be empty.</param>
    /// <param name="options">How to draw.</param>
    /// <returns>The whole text, its beginning included.</returns>
    public string Generate(string start, GenerationOptions options)
    {
        var written = new List<string>(_model.Features.Split(start));
        var random = new Random(options.Seed);
        float[] next = new float[VocabularySize];
        NetworkState state = _model.Network.CreateState();
        foreach (string unit in written.Prepend(_model.Spec.Tokens[TextInputSpec.End])) Step(state, unit, next);
        while (written.Count < options.MostUnits)
        {
            int token = Draw(next, options, random);
            if (token == TextInputSpec.End) break;
            written.Add(_model.Spec.Tokens[token]);
            Step(state, written[^1], next);
        }
        return TextFeatures.Join(written, Unit);
    }

    /// <summary>ln p of every unit of a text and of its end; a unit that the model does not know counts as the unknown one.</summary>
    public IReadOnlyList<UnitProbability> Score(string text) => Score(_model.Features.Split(text));

    /// <summary>As the other, of a text that is split already.</summary>
    public IReadOnlyList<UnitProbability> Score(IReadOnlyList<string> units)
    {
        float[] outputs = _model.Run([_model.Spec.Tokens[TextInputSpec.End], .. units]);
        return [.. units.Append(_model.Spec.Tokens[TextInputSpec.End]).Select((unit, t) => new UnitProbability(unit, outputs[t * VocabularySize + _model.Features.NumberOf(unit)]))];
    }

    private void Step(NetworkState state, string unit, float[] next) => _model.Network.Run(state, [_model.Features.NumberOf(unit)], next);

    private static int Draw(float[] logs, GenerationOptions options, Random random)
    {
        // What is unknown cannot be written.
        int[] candidates = [.. Enumerable.Range(0, logs.Length).Where(i => i != TextInputSpec.Unknown).OrderByDescending(i => logs[i]).Take(options.TopK > 0 ? options.TopK : logs.Length)];
        if (options.Temperature == 0) return candidates[0];
        double[] weights = [.. candidates.Select(i => Math.Exp((logs[i] - logs[candidates[0]]) / options.Temperature))];
        double point = random.NextDouble() * weights.Sum();
        for (int i = 0; i < weights.Length; i++)
        {
            point -= weights[i];
            if (point < 0) return candidates[i];
        }
        return candidates[^1];
    }
}

/// <summary>How text is drawn.</summary>
public sealed record GenerationOptions
{
    /// <summary>Log-probabilities are divided by this: below 1 keeps to the likely, above 1 dares more, 0 always takes the likeliest.</summary>
    public double Temperature { get; init; } = 0.8;

    /// <summary>Only so many of the likeliest units are drawn from; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>The same seed draws the same text.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Units, those of the beginning included, after which the text stops without an end.</summary>
    public int MostUnits { get; init; } = 200;
}

/// <summary>A unit of a text and how probable it is after those before it.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="LogProbability">ln p.</param>
public readonly record struct UnitProbability(string Unit, float LogProbability);
