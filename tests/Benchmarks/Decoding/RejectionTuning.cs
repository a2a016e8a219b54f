using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>Finds the threshold of rejection for a list of command words: what speaks for an answer to commands, noises and sentences, and beside it the usual measure, how far the answer's path is from the best path of any tokens.</summary>
/// <param name="model">What has heard the sets.</param>
/// <param name="folder">With the manifests.</param>
/// <param name="sets">The development sets.</param>
internal sealed class RejectionTuning(SpeechModel model, string folder, DevelopmentSet[] sets)
{
    private const double Commands = 0.95, Noises = 0.05;

    /// <summary>Prints both measures.</summary>
    /// <returns>The threshold of the first that refuses as many of 100 commands as it answers of 100 noises. Those that answer 95 commands and 5 noises are printed above and below it.</returns>
    public double Run()
    {
        List<HeardUtterance> said = sets.Single(s => s.Name == DevelopmentSet.Commands).Utterances, sentences = sets.Single(s => s.Name == DevelopmentSet.Sentences).Utterances;
        List<HeardUtterance> noises = SpeechFiles.Hear(model, SpeechFiles.Read(Path.Combine(folder, "esc10-noise.jsonl"), "train"));
        var list = PhraseList.Parse(string.Join('\n', said.Select(u => u.Text).Distinct()), model.Spec);
        BeamSearch search = SpeechFiles.Search(model, new BeamSearchOptions(), null, list);
        Console.WriteLine($"rejection, {said.Count} commands of {list.Phrases.Count} words, {noises.Count} noises, {sentences.Count} sentences; nats");
        double threshold = Print("evidence for the answer", margin: false);
        Print("distance of its path from the best path of any tokens, a letter", margin: true);
        return threshold;

        double Print(string name, bool margin)
        {
            double[] Scores(List<HeardUtterance> all) => [.. all.Select(u => Score(search, u, margin)).OrderDescending()];
            double[] command = Scores(said), noise = Scores(noises), sentence = Scores(sentences);
            double strict = command[(int)Math.Ceiling(Commands * command.Length) - 1], loose = noise[(int)(Noises * noise.Length)], equal = command.Concat(noise).MinBy(t => Math.Abs(1 - Part(command, t) - Part(noise, t)));
            Console.WriteLine(name);
            foreach (double t in new[] { strict, equal, loose })
                Console.WriteLine($"  above {Cells.Number(t)}: commands {SpeechFiles.Percent(Part(command, t))}, noises {SpeechFiles.Percent(Part(noise, t))}, sentences {SpeechFiles.Percent(Part(sentence, t))}");
            return equal;
        }
    }

    private static double Part(double[] scores, double threshold) => (double)scores.Count(s => s >= threshold) / scores.Length;

    private double Score(BeamSearch search, HeardUtterance utterance, bool margin)
    {
        search.Reset();
        search.Push(utterance.LogProbabilities);
        search.Finish();
        if (search.Readings.IsEmpty) return double.NegativeInfinity;
        if (!margin) return search.Evidence;
        double path = search.Hypotheses[search.Readings[0].Hypothesis].BestPath.Score, anything = utterance.LogProbabilities.Chunk(model.Spec.Tokens.Count).Sum(row => row.Max());
        return (path - anything) / search.Tokens.Length;
    }
}
