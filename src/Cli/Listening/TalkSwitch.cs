namespace EmbeddedSeq.Cli.Listening;

/// <summary>
/// The space bar as the switch of a microphone: a press switches it on, another off. Held down, as people hold a radio's button, it is
/// on until it is let go: terminals tell of a key that is held by repeating it, and never when it is let go.
/// </summary>
/// <param name="isOn">Whether it begins switched on.</param>
/// <param name="clock">Time, never earlier than before.</param>
internal sealed class TalkSwitch(bool isOn, Func<TimeSpan> clock)
{
    // The last syllable is still on its way from the microphone when the key is pressed.
    private static readonly TimeSpan Tail = TimeSpan.FromMilliseconds(250);

    // Keyboards repeat 10 to 30 times a second, fingers do not.
    private static readonly TimeSpan Repetition = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private bool _isOn = isOn;
    private TimeSpan _pressed = TimeSpan.MinValue / 2, _tailEnd = TimeSpan.MinValue / 2;

    /// <summary>Whether the microphone counts now: it is on, or was until a moment ago.</summary>
    public bool Hears
    {
        get
        {
            lock (_lock) return _isOn || clock() < _tailEnd;
        }
    }

    /// <summary>The space bar was pressed, or its being held was told again.</summary>
    public void Press()
    {
        lock (_lock)
        {
            TimeSpan now = clock();
            _isOn = !_isOn && now - _pressed >= Repetition;
            if (!_isOn) _tailEnd = now + Tail;
            _pressed = now;
        }
    }
}
