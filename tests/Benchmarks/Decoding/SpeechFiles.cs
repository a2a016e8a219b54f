using System.CommandLine;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>Recordings with texts, as a speech model hears them.</summary>
internal static class SpeechFiles
{
    /// <summary>Every utterance alone: no rule of silence ends it.</summary>
    public static readonly SpeechRecognizerOptions Alone = new() { DetectEndpoints = false, MaximumUtterance = TimeSpan.FromHours(1) };

    /// <summary>The option that names a speech model.</summary>
    public static Option<string> ModelOption() => new("--model") { Description = "Speech model.", DefaultValueFactory = _ => Path.Combine("models", "english", "english.eseq"), HelpName = "FILE" };

    /// <summary>The option that names a language model.</summary>
    public static Option<string> LanguageModelOption() => new("--lm") { Description = "Language model.", DefaultValueFactory = _ => Path.Combine("models", "english-lm", "english.lm"), HelpName = "FILE" };

    /// <summary>The option that names a recurrent language model.</summary>
    public static Option<string> RecurrentModelOption() => new("--rnn-lm") { Description = "Recurrent language model beside it; none: do without.", DefaultValueFactory = _ => Path.Combine("models", "english-lm", "english.eseq"), HelpName = "FILE" };

    /// <summary>The model that <see cref="RecurrentModelOption"/> names.</summary>
    public static RecurrentLanguageModel? Recurrent(string path) => path == "none" ? null : RecurrentLanguageModel.Load(path);

    /// <summary>The utterances of a split of a manifest; of a null split, all.</summary>
    /// <exception cref="DataFormatException">The manifest is malformed or has no such utterance.</exception>
    public static IReadOnlyList<Utterance> Read(string manifest, string? split)
    {
        Utterance[] wanted = [.. ManifestReader.Read(manifest, null, LengthOf).Where(u => split is null || u.Split == split)];
        return wanted.Length > 0 ? wanted : throw new DataFormatException(manifest, null, $"utterances of split {split}", "none");
    }

    /// <summary>Runs the network over utterances.</summary>
    public static List<HeardUtterance> Hear(SpeechModel model, IReadOnlyList<Utterance> utterances) => [.. utterances.Select(u =>
    {
        var stage = new PosteriorStage(model, Alone);
        stage.Push(Samples(model, u));
        stage.Finish();
        return new HeardUtterance(TextNormalizer.Normalize(u.Text), stage.LogProbabilities.ToArray());
    })];

    /// <summary>The samples of an utterance.</summary>
    public static float[] Samples(SpeechModel model, Utterance utterance) => AudioFile.ReadMono(utterance.AudioPath, model.SampleRate, utterance.Offset, utterance.Duration);

    /// <summary>A search as a recogniser makes it.</summary>
    public static BeamSearch Search(SpeechModel model, BeamSearchOptions options, NgramModel? language, PhraseList? phrases, RecurrentLanguageModel? recurrent = null) =>
        new(model.Spec.Tokens, options, new TextScorer(model.Spec.Tokens, options, language, null, phrases, recurrent), model.StepsIn(options.CommitDelay), capacity: 1024);

    /// <summary>A number with a sign of its own and a point.</summary>
    public static string Percent(double part) => Cells.Number(100 * part) + " %";

    private static TimeSpan LengthOf(string path)
    {
        using var reader = new WavReader(path);
        return reader.Duration;
    }
}

/// <summary>What was said, and what the network said to it.</summary>
/// <param name="Text">Normalised.</param>
/// <param name="LogProbabilities">[T, V].</param>
internal sealed record HeardUtterance(string Text, float[] LogProbabilities);
