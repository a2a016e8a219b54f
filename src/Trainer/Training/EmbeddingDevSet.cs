using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Words of other speakers, and how well the vectors tell them apart.</summary>
/// <param name="words">The words.</param>
/// <param name="source">Makes examples of them as they are.</param>
/// <param name="workers">Workers on the weights that are measured.</param>
internal sealed class EmbeddingDevSet(IReadOnlyList<SpokenWord> words, SpokenWordSource source, EmbeddingWorker[] workers)
{
    private const int BatchWords = 128;

    /// <summary>Same-different average precision over the pairs of different speakers; NaN without words.</summary>
    public double AveragePrecision()
    {
        if (words.Count == 0) return double.NaN;
        int dimension = workers[0].Dimension;
        float[] vectors = new float[words.Count * dimension];
        int batches = (words.Count + BatchWords - 1) / BatchWords, next = -1;
        WorkerThreads.Run(workers.Length, w =>
        {
            for (int batch = Interlocked.Increment(ref next); batch < batches; batch = Interlocked.Increment(ref next))
            {
                int first = batch * BatchWords;
                // A word that is too short for one step has the vector 0, as far from all others as can be.
                (int Place, WordExample? Example)[] loaded = [.. Enumerable.Range(first, Math.Min(BatchWords, words.Count - first)).Select(i => (i, source.Load(words[i], seed: 0)))];
                (int Place, WordExample? Example)[] usable = [.. loaded.Where(l => l.Example is not null)];
                Span<float> encoded = workers[w].Encode([.. usable.Select(u => u.Example!)], dropoutSeed: null);
                for (int n = 0; n < usable.Length; n++) encoded.Slice(n * dimension, dimension).CopyTo(vectors.AsSpan(usable[n].Place * dimension));
            }
        });
        float Distance(int i, int j) => 1 - DotProduct.Run(vectors.AsSpan(i * dimension, dimension), vectors.AsSpan(j * dimension, dimension));
        return SameDifferentMeasure.AveragePrecision([.. words.Select(w => w.Word)], [.. words.Select(w => w.Utterance.Speaker)], Distance, differentSpeakersOnly: true);
    }
}
