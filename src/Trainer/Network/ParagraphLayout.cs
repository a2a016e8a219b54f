namespace EmbeddedSeq.Trainer.Network;

/// <summary>Which sentences belong to which paragraph; the paragraphs with most sentences come first.</summary>
/// <param name="Read">Sentences of each paragraph.</param>
/// <param name="SentenceAt">For each row of <paramref name="Read"/> the sentence, by its number in the encoder's batch.</param>
/// <param name="Written">Sentences of each paragraph and the empty one after the last.</param>
internal sealed record ParagraphLayout(SequenceLayout Read, int[] SentenceAt, SequenceLayout Written);
