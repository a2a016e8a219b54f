using EmbeddedSeq.Runtime;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>An index that is gone when it has been used.</summary>
internal sealed class TemporaryIndex : IDisposable
{
    private DirectoryInfo? _folder;

    /// <summary>Makes it, of the utterances of a manifest.</summary>
    /// <returns>Its folder.</returns>
    public string Build(IReadOnlyList<Utterance> utterances, string modelPath, string? embedderPath, int jobs, CancellationToken cancellation)
    {
        _folder ??= Directory.CreateTempSubdirectory("eseq-index-");
        SpeechModel model = SpeechModel.Load(modelPath);
        EmbeddingModel? words = embedderPath is null ? null : EmbeddingModel.Load(embedderPath);
        using var writer = new SpeechIndexWriter(_folder.FullName, model, SpeechIndexWriter.FingerprintOf(modelPath), words: words, wordsId: embedderPath is null ? null : SpeechIndexWriter.FingerprintOf(embedderPath));
        new Indexing(model, words, jobs).Run(writer, [.. utterances.Select(IndexInput.FromUtterance)], cancellation);
        return _folder.FullName;
    }

    public void Dispose() => _folder?.Delete(recursive: true);
}
