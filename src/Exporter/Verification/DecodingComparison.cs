using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Embedding;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Verification;

/// <summary>Compares what both sides write for the same source: tokens, their probability and the source's vector.</summary>
internal sealed class DecodingComparison(EncoderDecoder ours, OnnxSession session, int longest, int mostSentences)
{
    private readonly DifferenceMeter _tokens = new(), _logs = new(), _vectors = new();

    public VerificationReport Report() => new(
    [
        _tokens.Result("token by token", OnnxNames.Tokens, isState: false),
        _logs.Result("token by token", OnnxNames.LogProbability, isState: false),
        _vectors.Result("whole", OnnxNames.Vector, isState: false),
    ]);

    public void Text(string[] units)
    {
        (float[] vector, float[] encoded) = ours.Encode(units);
        WrittenSequence written = ours.Write(vector, encoded, width: 1, longest)[0];
        long[] expected = written.IsComplete ? [.. written.Tokens, TextInputSpec.End] : [.. written.Tokens]; // The end symbol, or cut.

        using var bound = new BoundInputs(session.CreateBinding());
        Span<long> rows = bound.Input<long>(OnnxNames.Rows, [units.Length, 1, ours.Features.Spec.StepSize]);
        CopyRows(units, rows, sentence: 0, sentences: 1);
        bound.Input<long>(OnnxNames.Longest, [])[0] = written.IsComplete ? longest + 1 : longest;
        Span<long> theirTokens = bound.Output<long>(OnnxNames.Tokens, [expected.Length]);
        Span<float> theirLog = bound.Output(OnnxNames.LogProbability, []), theirVector = bound.Output(OnnxNames.Vector, [1, 1, vector.Length]);
        bound.Run();

        _vectors.Add(vector, theirVector);
        _logs.Add([(float)written.LogProbability], theirLog);
        for (int i = 0; i < expected.Length; i++) _tokens.Add([expected[i]], [theirTokens[i]]);
    }

    public void Paragraph(string[][] sentences)
    {
        float[] vector = ours.Encode(sentences);
        IReadOnlyList<WrittenSequence> written = ours.WriteParagraph(vector, mostSentences, longest);

        using var bound = new BoundInputs(session.CreateBinding());
        Span<long> rows = bound.Input<long>(OnnxNames.Rows, [sentences.Max(s => s.Length), sentences.Length, ours.Features.Spec.StepSize]);
        Span<int> lengths = bound.Input<int>(OnnxNames.Lengths, [sentences.Length]);
        for (int n = 0; n < sentences.Length; n++)
        {
            CopyRows(sentences[n], rows, n, sentences.Length);
            lengths[n] = sentences[n].Length;
        }
        bound.Input<long>(OnnxNames.Longest, [])[0] = longest;
        bound.Input<long>(OnnxNames.Sentences, [])[0] = mostSentences;
        Span<long> theirTokens = bound.Output<long>(OnnxNames.Tokens, [written.Count, longest]);
        Span<float> theirLogs = bound.Output(OnnxNames.LogProbability, [written.Count]), theirVector = bound.Output(OnnxNames.Vector, [1, 1, vector.Length]);
        bound.Run();

        _vectors.Add(vector, theirVector);
        for (int n = 0; n < written.Count; n++)
        {
            IReadOnlyList<int> tokens = written[n].Tokens;
            for (int i = 0; i < longest; i++) _tokens.Add([i < tokens.Count ? tokens[i] : TextInputSpec.End], [theirTokens[n * longest + i]]);
            // Theirs counts the end symbol: behind a sentence of all tokens that are allowed it has none.
            if (tokens.Count < longest || !written[n].IsComplete) _logs.Add([(float)written[n].LogProbability], theirLogs.Slice(n, 1));
        }
    }

    /// <summary>What a sentence's steps read, into [S, N, K].</summary>
    private void CopyRows(string[] units, Span<long> rows, int sentence, int sentences)
    {
        float[] from = ours.Features.Encode(units);
        int step = ours.Features.Spec.StepSize;
        for (int i = 0; i < from.Length; i++) rows[(i / step * sentences + sentence) * step + i % step] = (long)from[i];
    }
}
