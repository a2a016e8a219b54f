using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.GameLoop;

/// <summary>Words of a stream as commands, each once, as soon as it is heard.</summary>
/// <param name="recognizer">Pushed to by whoever has the samples.</param>
internal sealed class VoiceCommands(SpeechRecognizer recognizer)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.6);
    private readonly Queue<Command> _heard = new(capacity: 64);
    private int _words; // Of the utterance, that were listened to already.
    private TimeSpan _lastWord;

    /// <summary>One frame's share of the work.</summary>
    /// <param name="budget">Time to spend; at least one step (0.1 ms) is done if sound waits.</param>
    /// <param name="now">Time of the stream.</param>
    public void Update(TimeSpan budget, TimeSpan now)
    {
        recognizer.Tick(budget);
        while (recognizer.TryRead(out SpeechResult result))
        {
            for (; _words < result.Words.Length && TryUnderstand(result, _words); _words++) { }
            _lastWord = result.End;
            if (result.IsFinal) _words = 0;
        }
        // A pause ends the utterance, so that its text does not grow for ever.
        if (_words > 0 && now - _lastWord > Pause)
        {
            recognizer.EndUtterance();
            _lastWord = now;
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
