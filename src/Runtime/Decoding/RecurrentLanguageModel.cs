using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// A recurrent network that tells which word comes next (task <c>language_model</c>, <c>recipes/words.json</c>), to weigh whole readings of an
/// utterance beside an <see cref="NgramModel"/> (docs/decoding.md). Immutable and shared by any number of streams.
/// </summary>
public sealed class RecurrentLanguageModel
{
    private readonly CompiledModel _model;
    // By any thread; twice the same if by two at once.
    private StrongBox<ulong>? _fingerprint;
    private ReadingKnowledge? _latest;

    /// <summary>Uses a compiled model in place.</summary>
    /// <exception cref="ModelFormatException">A model for another task, or one of characters.</exception>
    public RecurrentLanguageModel(CompiledModel model)
    {
        ModelSpec spec = model.Spec;
        model.RequireTask(TaskKind.LanguageModel);
        if (spec.Text!.Unit != TextUnit.Words) throw new ModelFormatException(model.Source, "expected a language model of words, found one of characters");
        (_model, Features, Network) = (model, new TextFeatures(spec.Text), model.Network());
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFormatException">Not a model, a damaged one, one for another task, or one of characters.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RecurrentLanguageModel Load(string path) => new(CompiledModel.Open(path));

    /// <summary>Number of words that the model knows, the unknown one and the end included.</summary>
    public int VocabularySize => _model.Spec.Tokens.Count;

    internal SequenceNetwork Network { get; }

    internal TextFeatures Features { get; }

    /// <summary>The word that ends a text and stands before its beginning.</summary>
    internal string End => _model.Spec.Tokens[1];

    /// <summary>Tells this model from others; computed when it is first asked for.</summary>
    internal ulong Fingerprint => (_fingerprint ??= new StrongBox<ulong>(_model.Checksum())).Value;

    /// <summary>What is needed to weigh readings beside an n-gram model.</summary>
    internal ReadingKnowledge With(NgramModel words)
    {
        ReadingKnowledge? latest = Volatile.Read(ref _latest);
        if (latest?.Words == words) return latest;
        latest = new ReadingKnowledge(this, words);
        Volatile.Write(ref _latest, latest);
        return latest;
    }
}
