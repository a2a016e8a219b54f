using System.Globalization;
using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>Fits <see cref="WordConfidence"/> to the words of development sets, each set with the same weight.</summary>
/// <param name="model">What has heard the sets.</param>
/// <param name="sets">The development sets.</param>
internal sealed class ConfidenceFit(SpeechModel model, DevelopmentSet[] sets)
{
    /// <summary>Prints the numbers for each kind of search, and the calibration errors with them.</summary>
    public void Run(BeamSearchOptions options)
    {
        DevelopmentSet commands = sets.Single(s => s.Name == DevelopmentSet.Commands);
        var list = PhraseList.Parse(string.Join('\n', commands.Utterances.Select(u => u.Text).Distinct()), model.Spec);
        Fit("Free", sets, true, _ => new GreedyCtc(model.Spec.Tokens.Count, capacity: 1024));
        Fit("Modelled", sets, true, set => SpeechFiles.Search(model, options, set.Language, null, set.Recurrent));
        Fit("Listed", [commands], false, _ => SpeechFiles.Search(model, options, null, list));
    }

    // Where every text is one word the brevity says nothing: it is left out.
    private void Fit(string name, DevelopmentSet[] all, bool hasBrevity, Func<DevelopmentSet, CtcDecoder> decoder)
    {
        HeardWord[][] words = [.. all.Select(s => Words(s, decoder(s), hasBrevity))];
        double[][] inputs = [.. words.SelectMany(set => set.Select(w => w.Inputs))];
        double[] fitted = LogisticRegression.Fit(inputs, [.. words.SelectMany(set => set.Select(w => w.IsRight))], [.. words.SelectMany(set => set.Select(_ => 1.0 / words.Length / set.Length))]);
        float[] rounded = [.. fitted.Select(w => MathF.Round((float)w, 2))];
        var confidence = new WordConfidence(rounded[0], rounded[1], rounded[2], rounded[3], rounded[4]);
        Console.WriteLine($"confidence {name}: new({string.Join(", ", rounded.Select(w => w.ToString("0.##", CultureInfo.InvariantCulture) + "f"))})");
        for (int i = 0; i < all.Length; i++)
        {
            var calibration = new Calibration();
            foreach (HeardWord word in words[i]) calibration.Add(confidence.Of(word.Word, word.Surroundings, word.Brevity), word.IsRight);
            Console.WriteLine($"  {all[i].Name}: {words[i].Length} words, {SpeechFiles.Percent(words[i].Average(w => w.IsRight ? 1.0 : 0))} right, calibration error {Cells.Number(calibration.Error)}");
        }
    }

    private HeardWord[] Words(DevelopmentSet set, CtcDecoder decoder, bool hasBrevity)
    {
        var text = new DecodedText(decoder, model.Spec.Tokens);
        var words = new List<HeardWord>();
        foreach (HeardUtterance utterance in set.Utterances)
        {
            string[] heard = text.Of(utterance).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (decoder is BeamSearch { HasPhrases: true, IsRejected: true }) continue;
            bool[] right = EditDistance.Matches<string>(utterance.Text.Split(' '), heard);
            float surroundings = WordConfidence.MeanClarity(text.Words);
            for (int i = 0; i < right.Length; i++) words.Add(new HeardWord(text.Words[i], surroundings, hasBrevity ? 1f / right.Length : 0, right[i]));
        }
        return [.. words];
    }

    private sealed record HeardWord(TextWord Word, float Surroundings, float Brevity, bool IsRight)
    {
        public double[] Inputs => [WordConfidence.Logit(Word.Clarity), WordConfidence.Logit(Word.Weakest), WordConfidence.Logit(Surroundings), Brevity, 1];
    }
}
