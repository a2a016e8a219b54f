using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime;

/// <summary>Turns a text into one vector, and a vector into a text (an autoencoder). Immutable, for any number of threads.</summary>
public sealed class TextEmbedder
{
    private const int MostSentences = 100;
    private static readonly char[] SentenceEnds = ['.', '!', '?', '\n'];
    private readonly EncoderDecoder _model;

    /// <summary>Uses a compiled model in place.</summary>
    /// <exception cref="ModelFormatException">A model for another task.</exception>
    public TextEmbedder(CompiledModel model) => _model = new EncoderDecoder(model, TaskKind.Autoencode);

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFormatException">Not a model, a damaged one, or one for another task.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TextEmbedder Load(string path) => new(CompiledModel.Open(path));

    /// <summary>Length of a vector.</summary>
    public int VectorSize => _model.VectorSize;

    /// <summary>Whether the model reads paragraphs: then the sentences of a text end in a full stop, a question or exclamation mark, or with their line.</summary>
    public bool ReadsParagraphs => _model.Spec.Text!.Sentences > 0;

    /// <summary>The sentences of a text, each as the units that the model reads; one unless <see cref="ReadsParagraphs"/>.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Split(string text)
    {
        string[][] sentences = [.. (ReadsParagraphs ? text.Split(SentenceEnds) : [text]).Select(s => _model.Features.Split(s)).Where(s => s.Length > 0)];
        // Marks alone are read as what they are.
        return sentences.Length > 0 || _model.Features.Split(text) is not { Length: > 0 } marks ? sentences : [marks];
    }

    /// <summary>The vector of a text.</summary>
    /// <returns>[<see cref="VectorSize"/>], not normalised: it can be written back (<see cref="Decode"/>).</returns>
    /// <exception cref="ArgumentException">The text has nothing to read.</exception>
    public float[] Encode(string text) => Encode(Split(text));

    /// <summary>As the other, of a text that is split already.</summary>
    /// <exception cref="ArgumentException">The text has nothing to read.</exception>
    public float[] Encode(IReadOnlyList<IReadOnlyList<string>> sentences)
    {
        if (sentences.Count == 0 || sentences.Any(s => s.Count == 0)) throw new ArgumentException("Expected a text with at least one word, found none.", nameof(sentences));
        return ReadsParagraphs ? _model.Encode(sentences) : _model.Encode([.. sentences.SelectMany(s => s)]).Vector;
    }

    /// <summary>The text of a vector, the most probable unit at each step.</summary>
    /// <param name="vector">From <see cref="Encode(string)"/>.</param>
    /// <param name="longest">Units after which a sentence is cut.</param>
    /// <returns>The text; sentences, if there are several, one a line.</returns>
    /// <exception cref="ArgumentException">The vector has another length than <see cref="VectorSize"/>.</exception>
    public string Decode(float[] vector, int longest = 100)
    {
        if (vector.Length != VectorSize) throw new ArgumentException($"Expected a vector of {VectorSize} numbers, found {vector.Length}.", nameof(vector));
        if (ReadsParagraphs) return string.Join('\n', _model.WriteParagraph(vector, MostSentences, longest).Where(s => s.Tokens.Count > 0).Select(s => _model.Spell(s.Tokens)));
        return _model.Spell(_model.Write(vector, [], width: 1, longest)[0].Tokens);
    }

    /// <summary>Cosine of the angle between two vectors: 1 for the same direction.</summary>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static double Similarity(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length) throw new ArgumentException($"Vectors of {a.Length} and {b.Length} numbers cannot be compared.", nameof(b));
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }
        return aa == 0 || bb == 0 ? 0 : ab / Math.Sqrt(aa * bb);
    }
}
