using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.GameLoop;

/// <summary>Words of a stream as commands, each once, as soon as it is heard.</summary>
/// <param name="recognizer">Created with <see cref="Listening"/>; pushed to by whoever has the samples.</param>
internal sealed class VoiceCommands(SpeechRecognizer recognizer)
{
    // All that a player may say, also one behind the other; what is none of it is rejected.
    private const string Phrases = """
        [[and] then] [go] (left|right|up|down)
        stop
        """;

    private readonly Queue<Command> _heard = new(capacity: 64);
    private int _words; // Of the utterance, that were listened to already.

    /// <summary>How a game listens: to its phrases only, and done with an utterance sooner than a dictation would be.</summary>
    public static SpeechRecognizerOptions Listening(SpeechModel model) => new()
    {
        Phrases = PhraseList.Parse(Phrases, model.Spec, sequences: true),
        SilenceAfterSpeech = TimeSpan.FromSeconds(0.4),
    };

    /// <summary>One frame's share of the work.</summary>
    /// <param name="budget">Time to spend; at least one step of the network is done if sound waits.</param>
    public void Update(TimeSpan budget)
    {
        recognizer.Tick(budget);
        while (recognizer.TryRead(out SpeechResult result))
        {
            for (; _words < result.Words.Length && TryUnderstand(result, _words); _words++) { }
            if (result.IsFinal) _words = 0;
        }
    }

    public bool TryDequeue(out Command command) => _heard.TryDequeue(out command);

    // The last word of an utterance that goes on may still grow; it is waited for unless it is a command already.
    private bool TryUnderstand(in SpeechResult result, int index)
    {
        Command command = Find(result.Words[index].Text.Span);
        if (command is not Command.None) _heard.Enqueue(command);
        return command is not Command.None || result.IsFinal || index < result.Words.Length - 1;
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
