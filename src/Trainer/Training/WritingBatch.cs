using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>
/// What an encoder reads and a decoder writes of a batch, each in its own order: texts, each a source of its own, or the sentences of
/// paragraphs, after the last of which an empty one is written.
/// </summary>
/// <param name="Read">The encoder's sequences, longest first.</param>
/// <param name="Written">The decoder's, longest first, with the right token before each.</param>
/// <param name="Contexts">What each of <paramref name="Written"/> is written from: which of <paramref name="Read"/>, or which row of the paragraphs' plans.</param>
/// <param name="Paragraphs">Which sentences belong together; null if each text is one of its own.</param>
/// <param name="Owners">The texts or paragraphs.</param>
/// <param name="Places">For each of <paramref name="Written"/> which of <paramref name="Owners"/> it is a part of, and which part.</param>
internal sealed record WritingBatch(Example[] Read, Example[] Written, int[] Contexts, ParagraphLayout? Paragraphs, Example[] Owners, (int Owner, int Part)[] Places)
{
    /// <summary>Lays out examples, all of them paragraphs or none.</summary>
    public static WritingBatch Of(IReadOnlyList<Example> examples) => examples[0].Sentences is null ? OfTexts(examples) : OfParagraphs(examples);

    private static WritingBatch OfTexts(IReadOnlyList<Example> examples)
    {
        Example[] read = [.. examples.OrderByDescending(e => e.Steps)];
        int[] order = [.. Enumerable.Range(0, read.Length).OrderByDescending(b => read[b].Text.Length)];
        return new(read, [.. order.Select(b => TeacherForced(read[b].Text))], order, Paragraphs: null, read, [.. order.Select(b => (b, 0))]);
    }

    private static WritingBatch OfParagraphs(IReadOnlyList<Example> examples)
    {
        Example[] paragraphs = [.. examples.OrderByDescending(e => e.Sentences!.Count)];
        (int Owner, int Part, Example Sentence)[] read = [.. paragraphs.SelectMany((p, b) => p.Sentences!.Select((s, i) => (b, i, s))).OrderByDescending(r => r.s.Steps)];
        (int Owner, int Part, int[] Text)[] written = [.. paragraphs.SelectMany((p, b) => p.Sentences!.Select((s, i) => (b, i, s.Text)).Append((b, p.Sentences!.Count, [TextInputSpec.End]))).OrderByDescending(w => w.Item3.Length)];
        var sentences = new SequenceLayout([.. paragraphs.Select(p => p.Sentences!.Count)]);
        int[] sentenceAt = new int[sentences.Rows];
        for (int s = 0; s < read.Length; s++) sentenceAt[sentences.Start(read[s].Part) + read[s].Owner] = s;
        var layout = new ParagraphLayout(sentences, sentenceAt, new SequenceLayout([.. paragraphs.Select(p => p.Sentences!.Count + 1)]));
        return new(
            [.. read.Select(r => r.Sentence)],
            [.. written.Select(w => TeacherForced(w.Text))],
            [.. written.Select(w => layout.Written.Start(w.Part) + w.Owner)],
            layout,
            paragraphs,
            [.. written.Select(w => (w.Owner, w.Part))]);
    }

    /// <summary>Hands out what was predicted for each of <see cref="Written"/>, the parts of an owner one after another.</summary>
    public void Tell(int[][] best, Action<Example, int[]> predictions)
    {
        ILookup<int, int> parts = Enumerable.Range(0, best.Length).OrderBy(b => Places[b].Part).ToLookup(b => Places[b].Owner);
        for (int owner = 0; owner < Owners.Length; owner++) predictions(Owners[owner], [.. parts[owner].SelectMany(b => best[b])]);
    }

    /// <summary>What the decoder reads at each step: the end symbol, then the target without its end.</summary>
    private static Example TeacherForced(int[] text) => new([TextInputSpec.End, .. text[..^1].Select(n => (float)n)], text.Length, text);
}
