using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>Finds the weights of the language model: one after another is set to what gives the smallest mean of the sets' word error rates, until none changes.</summary>
/// <param name="model">What has heard the sets.</param>
/// <param name="sets">Those of more than one word an utterance count.</param>
internal sealed class LanguageModelTuning(SpeechModel model, DevelopmentSet[] sets)
{
    private const int MostRounds = 2;
    private static readonly (string Name, float[] Values, Func<BeamSearchOptions, float> Get, Func<BeamSearchOptions, float, BeamSearchOptions> Set)[] Settings =
    [
        ("recurrent share", [0.5f, 0.7f, 0.8f, 0.9f], o => o.RecurrentShare, (o, v) => o with { RecurrentShare = v }),
        ("weight", [0.7f, 0.8f, 0.9f, 1, 1.1f], o => o.LanguageModelWeight, (o, v) => o with { LanguageModelWeight = v }),
        ("word bonus", [0, 0.5f, 1, 1.5f], o => o.WordBonus, (o, v) => o with { WordBonus = v }),
        ("blank penalty", [0.5f, 1, 1.5f, 2], o => o.BlankPenalty, (o, v) => o with { BlankPenalty = v }),
        ("unigram weight", [0, 0.1f, 0.2f, 0.3f, 0.4f], o => o.UnigramWeight, (o, v) => o with { UnigramWeight = v }),
        ("letter weight", [0, 0.1f, 0.2f, 0.3f, 0.4f], o => o.LetterWeight, (o, v) => o with { LetterWeight = v }),
        ("unknown-word penalty", [12, 16, 20], o => o.UnknownWordPenalty, (o, v) => o with { UnknownWordPenalty = v }),
        ("risk scale", [0, 0.5f, 0.8f, 1.1f], o => o.RiskScale, (o, v) => o with { RiskScale = v }),
    ];

    private readonly Dictionary<BeamSearchOptions, double> _measured = [];
    private readonly DevelopmentSet[] _sets = [.. sets.Where(s => s.Name is not (DevelopmentSet.Commands or "common-voice"))];

    /// <summary>Searches from some options on and prints what it finds.</summary>
    public BeamSearchOptions Run(BeamSearchOptions options)
    {
        Console.WriteLine($"word error rates: {string.Join(", ", _sets.Select(s => s.Name))}; their mean");
        (BeamSearchOptions best, double least) = (options, Measure(options, "from"));
        for (int round = 0; round < MostRounds; round++)
        {
            BeamSearchOptions before = best;
            foreach ((string name, float[] values, Func<BeamSearchOptions, float> get, Func<BeamSearchOptions, float, BeamSearchOptions> set) in Settings)
            {
                foreach (float value in values.Where(v => v != get(best)).ToArray())
                {
                    BeamSearchOptions candidate = set(best, value);
                    double rate = Measure(candidate, $"{name} {value}");
                    if (rate < least) (best, least) = (candidate, rate);
                }
            }
            if (best == before) break;
        }
        Console.WriteLine($"best mean {Cells.Number(100 * least)} %: recurrent share {best.RecurrentShare}, weight {best.LanguageModelWeight}, word bonus {best.WordBonus}, blank penalty {best.BlankPenalty}, unigram weight {best.UnigramWeight}, letter weight {best.LetterWeight}, unknown-word penalty {best.UnknownWordPenalty}, risk scale {best.RiskScale}");
        return best;
    }

    private double Measure(BeamSearchOptions options, string label)
    {
        if (_measured.TryGetValue(options, out double known)) return known;
        double[] rates = [.. _sets.Select(s => ErrorRate(s, options))];
        Console.WriteLine($"{string.Join(", ", rates.Select(SpeechFiles.Percent))}; {Cells.Number(100 * rates.Average())} %: {label}");
        return _measured[options] = rates.Average();
    }

    private double ErrorRate(DevelopmentSet set, BeamSearchOptions options)
    {
        string[] texts = new string[set.Utterances.Count];
        Parallel.For(
            0,
            texts.Length,
            () => new DecodedText(SpeechFiles.Search(model, options, set.Language, null, set.Recurrent), model.Spec.Tokens),
            (i, _, decoder) =>
            {
                texts[i] = decoder.Of(set.Utterances[i]);
                return decoder;
            },
            _ => { });
        var rates = new ErrorRates();
        for (int i = 0; i < texts.Length; i++) rates.Add(set.Utterances[i].Text, texts[i]);
        return rates.WordErrorRate;
    }
}
