using EmbeddedSeq.Runtime.Embedding;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>Reads a text into vectors and writes another text from them. docs/model-format.md says how the networks fit. Immutable.</summary>
/// <remarks>S steps of the source, E outputs of the encoder, D of the target's embedding, H of the decoder.</remarks>
internal sealed class EncoderDecoder
{
    private readonly SequenceNetwork _encoder, _target, _decoder, _output;
    private readonly SequenceNetwork? _attention, _sentences, _planner;
    private readonly LayerSpec _last;

    public EncoderDecoder(CompiledModel model, TaskKind task)
    {
        model.RequireTask(task);
        Spec = model.Spec;
        Features = new TextFeatures(Spec.Text!);
        _encoder = model.Network(NetworkNames.Encoder);
        _target = model.Network(NetworkNames.Target);
        _decoder = model.Network(NetworkNames.Decoder);
        _output = model.Network(NetworkNames.Output);
        if (Spec.Networks!.ContainsKey(NetworkNames.Attention)) _attention = model.Network(NetworkNames.Attention);
        if (Spec.Text!.Sentences > 0) (_sentences, _planner) = (model.Network(NetworkNames.Sentences), model.Network(NetworkNames.Planner));
        _last = Spec.Networks[NetworkNames.Encoder][^1];
    }

    public ModelSpec Spec { get; }

    public TextFeatures Features { get; }

    /// <summary>Length of a text's vector: a paragraph's, if texts are paragraphs.</summary>
    public int VectorSize => _sentences?.OutputSize ?? SentenceSize;

    private int SentenceSize => _last.Outputs;

    /// <summary>The vector of a paragraph.</summary>
    public float[] Encode(IReadOnlyList<IReadOnlyList<string>> sentences)
    {
        float[] read = new float[sentences.Count * VectorSize];
        _sentences!.Run(_sentences.CreateState(), sentences.SelectMany(s => Encode(s).Vector).ToArray(), read);
        return Ends(read, Spec.Networks![NetworkNames.Sentences][^1]);
    }

    /// <summary>The sentences of a paragraph, the most probable token at each step, up to an empty one, which is the last unless the paragraph was cut.</summary>
    public IReadOnlyList<WrittenSequence> WriteParagraph(float[] vector, int mostSentences, int longest)
    {
        var sentences = new List<WrittenSequence>();
        NetworkState state = _planner!.CreateState();
        float[] plan = new float[_planner.OutputSize];
        while (sentences.Count < mostSentences && (sentences.Count == 0 || sentences[^1].Tokens.Count > 0))
        {
            _planner.Run(state, vector, plan);
            sentences.Add(Write(plan, [], width: 1, longest)[0]);
        }
        return sentences;
    }

    /// <summary>The source's vector, and all outputs of the encoder [S, E] for attention to look at.</summary>
    public (float[] Vector, float[] Encoded) Encode(IReadOnlyList<string> units)
    {
        float[] encoded = new float[units.Count * SentenceSize];
        _encoder.Run(_encoder.CreateState(), Features.Encode(units), encoded);
        return (Ends(encoded, _last), encoded);
    }

    /// <summary>The forward half has read all at the last step, the reverse half at the first.</summary>
    private static float[] Ends(float[] outputs, LayerSpec last) => [.. outputs[^last.Outputs..][..last.OutputsOfDirection], .. outputs[last.OutputsOfDirection..last.Outputs]];

    /// <summary>Texts for a source, the best first.</summary>
    public IReadOnlyList<WrittenSequence> Write(float[] vector, float[] encoded, int width, int longest) =>
        SequenceSearch.Run(_decoder.CreateState(), (state, before) => Step(state, before, vector, encoded), TextInputSpec.End, TextInputSpec.Unknown, width, longest);

    /// <summary>The text that tokens spell.</summary>
    public string Spell(IReadOnlyList<int> tokens) => TextFeatures.Join(tokens.Select(t => Spec.Tokens[t]), Spec.TokenUnit);

    private (NetworkState, float[]) Step(NetworkState before, int token, float[] vector, float[] encoded)
    {
        NetworkState state = _decoder.CreateState();
        state.CopyFrom(before);
        float[] input = new float[_decoder.InputSize], joined = new float[_output.InputSize], logs = new float[Spec.Tokens.Count];
        _target.Run(_target.CreateState(), [token], input.AsSpan(0, _target.OutputSize));
        vector.CopyTo(input, _target.OutputSize);
        Span<float> hidden = joined.AsSpan(0, _decoder.OutputSize);
        _decoder.Run(state, input, hidden);
        if (_attention is not null) Look(_attention, hidden, encoded, joined.AsSpan(hidden.Length));
        _output.Run(_output.CreateState(), joined, logs);
        return (state, logs);
    }

    /// <summary>found = Σ a_s e_s with a = softmax(q·e_s).</summary>
    private static void Look(SequenceNetwork attention, ReadOnlySpan<float> hidden, float[] encoded, Span<float> found)
    {
        float[] query = new float[found.Length], weights = new float[encoded.Length / found.Length];
        attention.Run(attention.CreateState(), hidden, query);
        for (int s = 0; s < weights.Length; s++)
        {
            for (int j = 0; j < query.Length; j++) weights[s] += query[j] * encoded[s * query.Length + j];
        }
        float largest = weights.Max(), sum = 0;
        for (int s = 0; s < weights.Length; s++) sum += weights[s] = MathF.Exp(weights[s] - largest);
        for (int s = 0; s < weights.Length; s++)
        {
            for (int j = 0; j < found.Length; j++) found[j] += weights[s] / sum * encoded[s * found.Length + j];
        }
    }
}
