using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Language;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>The dev split of a corpus, heard.</summary>
/// <param name="Name">The corpus.</param>
/// <param name="Utterances">They.</param>
/// <param name="Language">The language model that suits it.</param>
/// <param name="Recurrent">The recurrent one beside it, or null.</param>
internal sealed record DevelopmentSet(string Name, List<HeardUtterance> Utterances, NgramModel Language, RecurrentLanguageModel? Recurrent)
{
    /// <summary>Spoken commands, single words.</summary>
    public const string Commands = "speech-commands";

    /// <summary>Read sentences.</summary>
    public const string Sentences = "librispeech-dev-clean";

    private const string Letters = "an4";

    /// <summary>Hears all sets.</summary>
    /// <param name="model">What hears.</param>
    /// <param name="folder">With the manifests.</param>
    /// <param name="english">The language model of all but AN4, which gets one of its own training texts.</param>
    /// <param name="recurrent">The recurrent one beside it, or null.</param>
    public static DevelopmentSet[] Load(SpeechModel model, string folder, NgramModel english, RecurrentLanguageModel? recurrent) =>
    [
        .. new[] { Sentences, "speechocean762", Letters, Commands, "common-voice" }.Select(name =>
        {
            string manifest = Path.Combine(folder, name + ".jsonl");
            return new DevelopmentSet(name, SpeechFiles.Hear(model, SpeechFiles.Read(manifest, "dev")), name == Letters ? OwnModel(manifest) : english, name == Letters ? null : recurrent);
        }),
    ];

    private static NgramModel OwnModel(string manifest)
    {
        var builder = new LanguageModelBuilder();
        foreach (string[] sentence in LanguageText.Read(manifest, "train")) builder.Add(sentence);
        builder.Build(order: 3);
        string path = Path.GetTempFileName();
        try
        {
            builder.SaveArpa(path);
            return NgramModel.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
