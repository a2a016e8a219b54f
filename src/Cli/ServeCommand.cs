using System.CommandLine;
using System.Net;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Serving;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli;

/// <summary>eseq serve: a page that listens and writes along, for the browsers of this machine.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Option<int> port = new Option<int>("--port", "-p") { Description = "Port; 0 takes a free one.", DefaultValueFactory = _ => 7517, HelpName = "N" }.Between(0, 65535);
        var address = new Option<IPAddress>("--address")
        {
            Description = "Address to listen on; default: this machine only. Browsers give a microphone to other machines' pages over HTTPS only: put a proxy in front.",
            DefaultValueFactory = _ => IPAddress.Loopback,
            HelpName = "IP",
            CustomParser = result =>
            {
                if (IPAddress.TryParse(result.Tokens[0].Value, out IPAddress? parsed)) return parsed;
                result.AddError($"--address must be an IP address, found {result.Tokens[0].Value}.");
                return IPAddress.Loopback;
            },
        };
        Option<string?> model = Shipped.ModelOption();
        var embedding = new Option<string?>("--embedding-model") { Description = "Model of spoken words, for the map, for search by example and for the sound of keywords; default: the shipped models/audio2vec/audio2vec.eseq.", HelpName = "PATH" };
        Option<int> clients = new Option<int>("--clients") { Description = "Pages that may be connected at once, 1 to 1000.", DefaultValueFactory = _ => ServeLimits.Default.Clients, HelpName = "N" }.Between(1, 1000);
        Option<double> idle = new Option<double>("--idle") { Description = "Seconds without sound or a request after which a page is let go, 1 to 86400.", DefaultValueFactory = _ => ServeLimits.Default.Idle.TotalSeconds, HelpName = "SECONDS" }.Between(1, 86400);
        var command = new CliCommand(
            "serve",
            "Shows a page that listens to the browser's microphone and writes along. Sound goes to this program and nowhere else.",
            "eseq serve",
            "eseq serve --port 8080 --model runs/mine/model.eseq",
            "eseq serve --lm models/english-lm/english.lm --hotwords names.txt") { port, address, model, embedding, clients, idle };
        SearchOptions search = new SearchOptions(LiveStream.Search).AddTo(command);
        command.OnRun((result, cancellation) =>
        {
            SpeechModel speech = SpeechModel.Load(Shipped.Model(result.GetValue(model)));
            if (!speech.Spec.IsCausal) throw new CommandException($"{speech.Spec.Name} hears whole utterances only; a live page needs a causal model");
            EmbeddingModel? words = EmbeddingModel.Load(Shipped.EmbeddingModel(result.GetValue(embedding)));
            if (words.SampleRate != speech.SampleRate)
            {
                if (result.GetValue(embedding) is not null) throw new CommandException($"{words.Spec.Name} hears {words.SampleRate} samples a second, {speech.Spec.Name} {speech.SampleRate}: both must hear the same");
                words = null; // A page without a map.
            }
            ServeLimits limits = ServeLimits.Default with { Clients = result.GetValue(clients), Idle = TimeSpan.FromSeconds(result.GetValue(idle)) };
            SpeechRecognizerOptions options = search.Apply(result, speech, LiveStream.Options(limits));
            _ = Explained.Make(() => new SpeechRecognizer(speech, options)); // What does not fit the model is told now, not when a page comes.
            speech.Warmup();
            new StreamBatch(speech).Warmup();
            LiveServer.Run(speech, options, words, new IPEndPoint(result.GetValue(address)!, result.GetValue(port)), limits, cancellation).GetAwaiter().GetResult();
            return ExitCode.Success;
        });
        return command;
    }
}
