using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>
/// The texts of each epoch, which follow from the recipe's seed and the number of the epoch. What an autoencoder learns from differs from
/// epoch to epoch, since any words in a row are as good as any other: of texts that are too long random stretches, of neighbouring
/// sentences other paragraphs; at first, if the recipe asks for it, the sentences of paragraphs alone.
/// </summary>
internal sealed class EpochTexts
{
    private readonly TaskRecipe _recipe;
    private readonly Example[] _texts;
    private readonly Example[][] _runs;

    /// <param name="recipe">The recipe.</param>
    /// <param name="data">Its texts.</param>
    public EpochTexts(TaskRecipe recipe, TaskData data)
    {
        (_recipe, _texts) = (recipe, data.Train);
        _runs = recipe.Text.Sentences > 0 ? [.. Runs(data.Train).Select(run => run.SelectMany(p => p.Sentences!).ToArray())] : [];
    }

    /// <summary>The texts of an epoch, in the order of the file.</summary>
    public Example[] Of(int epoch)
    {
        var random = new SeededRandom(SeededRandom.Combine(SeededRandom.Combine((ulong)_recipe.Seed, (ulong)epoch), 1));
        if (_runs.Length == 0) return Cut(_texts, random);
        return epoch < _recipe.SentenceEpochs
            ? [.. _runs.SelectMany(run => Cut(run, random))]
            : [.. _runs.SelectMany(run => Windows(run, random)).Select(window => Example.Paragraph(Cut(window, random)))];
    }

    /// <summary>A text no longer than <paramref name="longest"/>: it, or its beginning.</summary>
    public static Example Beginning(Example text, int longest) => text.Sentences is { } sentences
        ? Example.Paragraph([.. sentences.Select(s => Beginning(s, longest))])
        : text.Steps <= longest ? text : text.Stretch(0, longest);

    private Example[] Cut(Example[] texts, SeededRandom random) => _recipe.CutLonger
        ? [.. texts.Select(t => t.Steps <= _recipe.LongestText ? t : t.Stretch(random.NextInt(t.Steps - _recipe.LongestText + 1), _recipe.LongestText))]
        : texts;

    /// <summary>All of a run, cut into paragraphs of any number of sentences up to the most that they have.</summary>
    private IEnumerable<Example[]> Windows(Example[] run, SeededRandom random)
    {
        for (int from = 0, count; from < run.Length; from += count)
        {
            count = Math.Min(1 + random.NextInt(_recipe.Text.Sentences), run.Length - from);
            yield return run[from..(from + count)];
        }
    }

    /// <summary>Paragraphs between which no line of the file is missing.</summary>
    private static IEnumerable<List<Example>> Runs(Example[] paragraphs)
    {
        var run = new List<Example>();
        foreach (Example paragraph in paragraphs)
        {
            if (run.Count > 0 && !paragraph.GoesOn)
            {
                yield return run;
                run = [];
            }
            run.Add(paragraph);
        }
        yield return run;
    }
}
