using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Cli.Texts;

/// <summary>Runs a model on texts whose answers are known and adds up how well it did.</summary>
internal abstract class TextScorer
{
    /// <summary>The scorer of a model's task.</summary>
    /// <param name="model">The model.</param>
    /// <param name="all">All texts of the file; those with split train are for what the model is compared with.</param>
    public static TextScorer Create(CompiledModel model, IReadOnlyList<TextRecord> all) => model.Spec.Task switch
    {
        TaskKind.Tag => new TagScorer(new TextTagger(model)),
        TaskKind.Classify => new ClassScorer(new TextClassifier(model)),
        TaskKind.LanguageModel => new LanguageScorer(model, all),
        TaskKind.Translate => new TranslationScorer(new TextTranslator(model)),
        TaskKind.Autoencode => new AutoencoderScorer(new TextEmbedder(model)),
        _ => throw new ModelFormatException(model.Spec.Name, $"expected a model that reads text, found one for {model.Spec.Task}"),
    };

    /// <summary>Counts one text.</summary>
    /// <returns>What should have come out and what came out.</returns>
    public abstract ScoredText Add(TextRecord record);

    /// <summary>What came of it.</summary>
    public abstract IEnumerable<TextFigure> Figures();

    private sealed class TagScorer(TextTagger tagger) : TextScorer
    {
        private readonly SlotScore _score = new();

        public override ScoredText Add(TextRecord record)
        {
            IReadOnlyList<TaggedWord> words = tagger.Tag(record.Source);
            string[] found = [.. words.Select(w => w.Label)];
            _score.Add(record.Target, found);
            string line = string.Join(' ', record.Source.Select((word, i) => record.Target[i] == found[i] ? $"{word}/{found[i]}" : $"{word}/{found[i]}({record.Target[i]})"));
            return new(line, new { Text = string.Join(' ', record.Source), Expected = record.Target, Found = found, Probability = words.Select(w => Math.Round((decimal)w.Probability, 4)) });
        }

        public override IEnumerable<TextFigure> Figures() => [new("slot F1", _score.F1), new("precision", _score.Precision), new("recall", _score.Recall)];
    }

    private sealed class ClassScorer(TextClassifier classifier) : TextScorer
    {
        private int _right, _texts;

        public override ScoredText Add(TextRecord record)
        {
            LabelProbability found = classifier.Classify(record.Source)[0];
            string expected = LabelCheck.Resolve(record.Target[0], classifier.Labels);
            _right += found.Label == expected ? 1 : 0;
            _texts++;
            string text = string.Join(' ', record.Source);
            string line = FormattableString.Invariant($"{(found.Label == expected ? "right" : "wrong")} {found.Label} {found.Probability:F3}: {text}");
            return new(line, new { Text = text, Expected = expected, Found = found.Label, Probability = Math.Round((decimal)found.Probability, 4) });
        }

        public override IEnumerable<TextFigure> Figures() => [new("accuracy", (double)_right / _texts)];
    }

    private sealed class LanguageScorer : TextScorer
    {
        private readonly TextGenerator _generator;
        private readonly TrigramBaseline? _baseline;
        private readonly Dictionary<string, int> _numbers;
        private double _sum, _baselineSum;
        private long _units;

        public LanguageScorer(CompiledModel model, IReadOnlyList<TextRecord> all)
        {
            _generator = new TextGenerator(model);
            _numbers = model.Spec.Tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i, StringComparer.Ordinal);
            TextRecord[] train = [.. all.Where(r => r.Split == "train")];
            if (train.Length > 0) _baseline = new TrigramBaseline(model.Spec.Tokens.Count, boundary: 1, train.Select(Numbers));
        }

        public override ScoredText Add(TextRecord record)
        {
            double log = _generator.Score(record.Source).Sum(u => (double)u.LogProbability);
            (_sum, _units) = (_sum + log, _units + record.Source.Count + 1);
            if (_baseline is not null) _baselineSum += _baseline.LogProbability(Numbers(record));
            string text = string.Join(_generator.Unit is TextUnit.Words ? " " : "", record.Source);
            return new(FormattableString.Invariant($"{log:F2}  {text}"), new { Text = text, LogProbability = Math.Round(log, 4), Units = record.Source.Count + 1 });
        }

        public override IEnumerable<TextFigure> Figures()
        {
            yield return Figure("", _sum);
            if (_baseline is not null) yield return Figure("3-gram ", _baselineSum);
        }

        private TextFigure Figure(string name, double sum) => _generator.Unit is TextUnit.Words
            ? new(name + "perplexity", Math.Exp(-sum / _units))
            : new(name + "bits per character", -sum / _units / Math.Log(2));

        private int[] Numbers(TextRecord record) => [.. record.Source.Select(u => _numbers.GetValueOrDefault(u))];
    }

    private sealed class TranslationScorer(TextTranslator translator) : TextScorer
    {
        private const int Beam = 4;
        private readonly Bleu _greedyBleu = new(), _beamBleu = new();
        private readonly Chrf _greedyChrf = new(), _beamChrf = new();

        public override ScoredText Add(TextRecord record)
        {
            Translation best = translator.Translate(record.Source, Beam)[0];
            string greedy = translator.Translate(record.Source, beam: 1)[0].Text, beam = best.Text, expected = string.Concat(record.Target), source = string.Join(' ', record.Source);
            _greedyBleu.Add(record.Target, Characters(greedy));
            _beamBleu.Add(record.Target, Characters(beam));
            _greedyChrf.Add(expected, greedy);
            _beamChrf.Add(expected, beam);
            return new($"| {source} | {expected} | {greedy} | {beam} |", new { Text = source, Expected = expected, Found = beam, LogProbability = Math.Round(best.LogProbability, 4), Greedy = greedy });
        }

        public override IEnumerable<TextFigure> Figures() =>
            [new("greedy BLEU", 100 * _greedyBleu.Score), new("greedy chrF", 100 * _greedyChrf.Score), new($"beam {Beam} BLEU", 100 * _beamBleu.Score), new($"beam {Beam} chrF", 100 * _beamChrf.Score)];

        private static string[] Characters(string text) => [.. text.EnumerateRunes().Select(r => r.ToString())];
    }

    private sealed class AutoencoderScorer(TextEmbedder embedder) : TextScorer
    {
        private long _right, _words, _texts, _whole;
        private readonly MeanSimilarity _reversed = new(), _exchanged = new();

        public override ScoredText Add(TextRecord record)
        {
            string[][] sentences = Sentences(record.Source);
            float[] vector = embedder.Encode(sentences);
            string text = string.Join('\n', sentences.Select(s => string.Join(' ', s))), back = embedder.Decode(vector);
            string[][] written = [.. back.Split('\n').Select(l => l.Split(' '))];
            _right += sentences.Zip(written).Sum(pair => pair.First.Zip(pair.Second).Count(p => p.First == p.Second));
            _words += sentences.Sum(s => s.Length);
            _whole += back == text ? 1 : 0;
            _texts++;
            Compare(_reversed, [.. sentences.Select(s => s.Reverse().ToArray())]);
            if (sentences.Length > 1) Compare(_exchanged, [.. sentences.Reverse()]);
            return new($"{text}\n  back: {back}", new { Text = text, Expected = text, Found = back });

            void Compare(MeanSimilarity mean, string[][] other)
            {
                if (!other.SelectMany(s => s.Append("")).SequenceEqual(sentences.SelectMany(s => s.Append("")))) mean.Add(TextEmbedder.Similarity(vector, embedder.Encode(other)));
            }
        }

        public override IEnumerable<TextFigure> Figures()
        {
            yield return new("words back in their place", (double)_right / _words);
            yield return new("texts back whole", (double)_whole / _texts);
            yield return new("cosine to the same words in reverse", _reversed.Value);
            if (embedder.ReadsParagraphs) yield return new("cosine to the same sentences in reverse", _exchanged.Value);
        }

        private static string[][] Sentences(IEnumerable<string> units) => [.. string.Join(' ', units).Split(TextFile.SentenceBreak).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }

    private sealed class MeanSimilarity
    {
        private double _sum;
        private long _count;

        public double Value => _sum / Math.Max(1, _count);

        public void Add(double similarity) => (_sum, _count) = (_sum + similarity, _count + 1);
    }
}
