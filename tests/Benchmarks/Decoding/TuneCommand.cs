using System.CommandLine;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>tune-decoding: on development sets, what the defaults of the search should be for a speech model. The network hears every recording once.</summary>
internal static class TuneCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("speech") { Description = "Folder with the manifests." };
        Option<string> model = SpeechFiles.ModelOption(), lm = SpeechFiles.LanguageModelOption(), rnn = SpeechFiles.RecurrentModelOption();
        var command = new Command("tune-decoding", "What the weights of the search, the threshold of rejection and the confidences should be, by development sets.") { folder, model, lm, rnn };
        command.SetAction(result =>
        {
            SpeechModel speech = SpeechModel.Load(result.GetRequiredValue(model));
            NgramModel english = NgramModel.Load(result.GetRequiredValue(lm));
            DevelopmentSet[] sets = DevelopmentSet.Load(speech, result.GetRequiredValue(folder), english, SpeechFiles.Recurrent(result.GetRequiredValue(rnn)));
            BeamSearchOptions best = new LanguageModelTuning(speech, sets).Run(new BeamSearchOptions());
            double threshold = new RejectionTuning(speech, result.GetRequiredValue(folder), sets).Run();
            new ConfidenceFit(speech, sets).Run(best with { RejectionThreshold = (float)threshold });
        });
        return command;
    }
}
