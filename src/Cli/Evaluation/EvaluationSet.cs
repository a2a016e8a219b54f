using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>The utterances of one manifest that are evaluated together.</summary>
/// <param name="Manifest">The file that lists them.</param>
/// <param name="Split">Which of its splits; null if it has none.</param>
/// <param name="Utterances">They.</param>
internal sealed record EvaluationSet(string Manifest, string? Split, IReadOnlyList<Utterance> Utterances)
{
    /// <summary>Reads a manifest and checks that its audio is there.</summary>
    /// <param name="manifest">The file.</param>
    /// <param name="audioFolder">What its audio paths are relative to; null for its own folder.</param>
    /// <param name="split">Which split; may be null only if there are not several, so that nothing is measured on training data by oversight.</param>
    /// <exception cref="DataFormatException">Malformed lines, missing audio, or no utterance of the split.</exception>
    /// <exception cref="IOException">The manifest cannot be read.</exception>
    public static EvaluationSet Load(string manifest, string? audioFolder, string? split)
    {
        IReadOnlyList<Utterance> all = ManifestReader.Read(manifest, audioFolder, WavSource.LengthOf);
        string[] splits = [.. all.Select(u => u.Split ?? "(none)").Distinct().Order(StringComparer.Ordinal)];
        if (split is null && splits.Length > 1) throw new DataFormatException(manifest, null, "--split to say which", $"the splits {string.Join(", ", splits)}");
        Utterance[] wanted = [.. all.Where(u => split is null || u.Split == split)];
        if (wanted.Length == 0) throw new DataFormatException(manifest, null, split is null ? "utterances" : $"utterances of split {split}", all.Count == 0 ? "none" : $"only the splits {string.Join(", ", splits)}");
        AudioFiles.Require(manifest, wanted.Select(u => u.AudioPath));
        return new EvaluationSet(manifest, split ?? wanted[0].Split, wanted);
    }
}
