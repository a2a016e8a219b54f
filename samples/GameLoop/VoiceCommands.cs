using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.GameLoop;

/// <summary>Words of a stream as commands, each once, as soon as it has stood for a moment.</summary>
internal sealed class VoiceCommands
{
    private const string Phrases = """
        [go] (left|right|up|down)
        and [then]
        stop
        """;

    // While a phrase goes on its words may still be taken back; what has stood for so long rarely is.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(0.25);
    private readonly (Command Command, TimeSpan End)[] _words = new (Command, TimeSpan)[256];
    private int _count, _obeyed; // Words of the utterance: those in the newest result, and the first ones that were dealt with.
    private readonly Queue<Command> _commands = new(capacity: 64);

    /// <param name="model">What hears the player.</param>
    public VoiceCommands(SpeechModel model) =>
        Recognizer = new SpeechRecognizer(model, new SpeechRecognizerOptions
        {
            Phrases = PhraseList.Parse(Phrases, model.Spec, sequences: true),
            SilenceAfterSpeech = TimeSpan.FromSeconds(0.6), // A player does not dictate.
        });

    /// <summary>Pushed to by whoever has the samples.</summary>
    public SpeechRecognizer Recognizer { get; }

    /// <summary>One frame's share of the work.</summary>
    /// <param name="budget">Time to spend; at least one step is done if sound waits.</param>
    /// <param name="now">How much sound has come.</param>
    public void Update(TimeSpan budget, TimeSpan now)
    {
        Recognizer.Tick(budget);
        TimeSpan heard = now - Recognizer.Backlog;
        while (Recognizer.TryRead(out SpeechResult result))
        {
            Note(result);
            if (!result.IsFinal) continue;
            Obey(TimeSpan.MaxValue);
            (_count, _obeyed) = (0, 0);
        }
        Obey(heard - Settled);
    }

    public bool TryDequeue(out Command command) => _commands.TryDequeue(out command);

    private void Note(in SpeechResult result)
    {
        _count = Math.Min(result.Words.Length, _words.Length);
        for (int i = 0; i < _count; i++) _words[i] = (Find(result.Words[i].Text.Span), result.Words[i].End);
    }

    private void Obey(TimeSpan latest)
    {
        for (; _obeyed < _count && _words[_obeyed].End <= latest; _obeyed++)
        {
            if (_words[_obeyed].Command is not Command.None) _commands.Enqueue(_words[_obeyed].Command);
        }
    }

    private static Command Find(ReadOnlySpan<char> word) => word switch
    {
        "left" => Command.Left,
        "right" => Command.Right,
        "up" => Command.Up,
        "down" => Command.Down,
        "stop" => Command.Stop,
        _ => Command.None,
    };
}
