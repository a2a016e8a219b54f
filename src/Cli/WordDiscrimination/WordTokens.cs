using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>Reads the words of an evaluation with their sound.</summary>
internal static class WordTokens
{
    private const int SampleRate = 16000;

    /// <summary>The words of a list of times.</summary>
    /// <param name="csv">See <see cref="WordList"/>.</param>
    /// <param name="folder">Where the utterances are: manifests that have their ids, or files named after their ids, in it or in folders below.</param>
    public static WordToken[] FromList(string csv, string folder)
    {
        Dictionary<string, Utterance> utterances = Utterances(folder);
        return Load(WordList.Read(csv, utterances.GetValueOrDefault));
    }

    /// <summary>Recordings of one word or phrase each, cut to where somebody speaks.</summary>
    public static WordToken[] FromManifests(IEnumerable<EvaluationSet> sets)
    {
        var bounds = new SpeechBounds(SampleRate);
        WordToken[] tokens = Load([.. sets.SelectMany(s => s.Utterances)]);
        return
        [
            .. tokens.Select(t =>
            {
                (int start, int length) = bounds.Find(t.Samples);
                return t with { Samples = t.Samples.AsSpan(start, length).ToArray() };
            }),
        ];
    }

    /// <summary>The words themselves, if there is something to compare: pairs by two speakers, of the same word and of different ones.</summary>
    /// <exception cref="CommandException">There is not.</exception>
    public static WordToken[] RequirePairs(this WordToken[] tokens, string source)
    {
        bool Has(Func<WordToken, WordToken, bool> wanted) => tokens.Where((a, i) => tokens.Skip(i + 1).Any(b => !a.SharesSpeaker(b) && wanted(a, b))).Any();
        if (!Has((a, b) => a.Word == b.Word)) throw new CommandException($"{source}: no pairs of the same word by two speakers to compare; there is one speaker, or one token per word");
        if (!Has((a, b) => a.Word != b.Word)) throw new CommandException($"{source}: no pairs of different words by two speakers to compare");
        return tokens;
    }

    private static WordToken[] Load(IReadOnlyList<Utterance> words) =>
        [.. words.Select(w => new WordToken(TextNormalizer.Normalize(w.Text), Known(w.Speaker), AudioFile.ReadMono(w.AudioPath, SampleRate, w.Offset, w.Duration)))];

    // Corpora without speakers write this for all of them.
    private static string? Known(string? speaker) => speaker is "unknown" or "" ? null : speaker;

    private static Dictionary<string, Utterance> Utterances(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: no such folder");
        var found = new Dictionary<string, Utterance>(StringComparer.Ordinal);
        foreach (string manifest in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).Where(IsManifest))
        {
            foreach (Utterance utterance in ManifestReader.Read(manifest, lengthOf: WavSource.LengthOf)) found.TryAdd(utterance.Id, utterance);
        }
        foreach (string path in Directory.EnumerateFiles(folder, "*.wav", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string id = Path.GetFileNameWithoutExtension(path);
            if (!found.ContainsKey(id)) found.Add(id, new Utterance { Id = id, AudioPath = path, Duration = WavSource.LengthOf(path), Text = "" });
        }
        return found;
    }

    // Other lists of JSON lines may lie beside the manifests.
    private static bool IsManifest(string path) => File.ReadLines(path).FirstOrDefault(l => l.Trim().Length > 0) is { } line && line.Contains("\"audio_filepath\"", StringComparison.Ordinal);
}
