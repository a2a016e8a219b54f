namespace EmbeddedSeq.Cli.Listening;

/// <summary>The keys of a terminal while it listens: the space bar switches the microphone on and off. (Terminals do not tell when a key is let go.)</summary>
/// <param name="isPushToTalk">Whether it begins switched off.</param>
internal sealed class TalkSwitch(bool isPushToTalk)
{
    private volatile bool _isOn = !isPushToTalk;

    /// <summary>Whether the microphone counts now.</summary>
    public bool IsOn => _isOn;

    /// <summary>Reads the keys that were pressed.</summary>
    /// <returns>Whether it was switched off.</returns>
    public bool Read()
    {
        bool wasSwitchedOff = false;
        while (Console.KeyAvailable)
        {
            if (Console.ReadKey(intercept: true).Key is not ConsoleKey.Spacebar) continue;
            wasSwitchedOff |= _isOn;
            _isOn = !_isOn;
        }
        return wasSwitchedOff;
    }
}
