namespace EmbeddedSeq.Trainer.Data;

/// <summary>How large batches are and in which order they come.</summary>
internal sealed record BatchLimits
{
    /// <summary>Most network steps in a batch, padding included: clips · steps of the longest.</summary>
    public required int MaxSteps { get; init; }

    /// <summary>Most clips in a batch.</summary>
    public int MaxClips { get; init; } = int.MaxValue;

    /// <summary>Clips are sorted by their length times a random factor of 1 ± this: 0 pads least, more mixes the batches better.</summary>
    public double LengthJitter { get; init; } = 0.05;

    /// <summary>So many epochs at the start go from short to long, which helps CTC to find its first letters; the others are shuffled.</summary>
    public int ShortestFirstEpochs { get; init; }
}

/// <summary>Clips that are learned from together.</summary>
/// <param name="Clips">They, in any order.</param>
/// <param name="Steps">Network steps of the longest.</param>
internal sealed record Batch(IReadOnlyList<Clip> Clips, int Steps);

/// <summary>
/// Which clips each epoch learns from, together with which, in which order. All of it follows from the seed and the number of the
/// epoch alone, so a training that was interrupted goes on from (epoch, number of the batch).
/// </summary>
internal sealed class BatchPlan(IReadOnlyList<Corpus> corpora, BatchLimits limits, ulong seed, Func<Clip, int> stepsOf)
{
    /// <summary>The batches of an epoch, counted from 0.</summary>
    /// <exception cref="DataFormatException">A clip that alone exceeds the limit.</exception>
    public IReadOnlyList<Batch> ForEpoch(int epoch)
    {
        var random = new SeededRandom(SeededRandom.Combine(seed, (ulong)epoch));
        Item[] items = [.. corpora.SelectMany((corpus, i) => corpus.ClipsOf(epoch, SeededRandom.Combine(seed, (ulong)i + 1))).Select(clip => Measure(clip, random)).OrderBy(i => i.Order)];
        Batch[] batches = [.. Cut(items)];
        if (epoch >= limits.ShortestFirstEpochs) random.Shuffle<Batch>(batches);
        return batches;
    }

    private Item Measure(Clip clip, SeededRandom random)
    {
        int steps = stepsOf(clip);
        if (steps > limits.MaxSteps) throw new DataFormatException($"utterance {clip.Id}", null, $"at most {limits.MaxSteps} network steps, the size of a batch", $"{steps} ({clip.Duration.TotalSeconds:F1} s)");
        return new Item(clip, steps, steps * (1 + limits.LengthJitter * random.Next(-1, 1)));
    }

    private IEnumerable<Batch> Cut(Item[] items)
    {
        var clips = new List<Clip>();
        int longest = 0;
        foreach (Item item in items)
        {
            if (clips.Count == limits.MaxClips || (long)Math.Max(longest, item.Steps) * (clips.Count + 1) > limits.MaxSteps)
            {
                yield return new Batch([.. clips], longest);
                clips.Clear();
                longest = 0;
            }
            clips.Add(item.Clip);
            longest = Math.Max(longest, item.Steps);
        }
        if (clips.Count > 0) yield return new Batch([.. clips], longest);
    }

    private readonly record struct Item(Clip Clip, int Steps, double Order);
}
