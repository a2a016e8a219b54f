using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Features;

/// <summary>
/// Tells sound from background: a step is speech if its level lies a margin above the noise floor, which is the quietest stretch
/// of the last seconds. Any sound above the background counts; whether it was speech is for the network to say.
/// </summary>
/// <remarks>
/// The minimum of short means over a sliding window follows Martin 2001 (minimum statistics) in its simplest form: people pause
/// within seconds, backgrounds do not. Allocates nothing after its creation. Not for two threads at once.
/// </remarks>
internal sealed class VoiceActivity
{
    /// <summary>The lowest level: digital silence.</summary>
    public const float LowestLevel = -90;

    // Microphones without noise would make anything stand out from a floor of nothing.
    private const float LowestFloor = -70;

    // Chosen on the dev splits: docs/endpointing.md.
    private const float Margin = 6;

    // Of a new stream nothing is known but what is usual: louder than this may be speech, so that the first word is not lost.
    private const float UsualFloor = -60;
    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(120), Memory = TimeSpan.FromSeconds(4), Acquaintance = TimeSpan.FromMilliseconds(480);

    private readonly float[] _stretches; // Mean levels, in a ring.
    private readonly int _stretchSteps, _acquaintance;
    private int _count, _steps;          // Stretches and steps since the start.
    private float _sum;

    /// <param name="step">Time from one step to the next.</param>
    public VoiceActivity(TimeSpan step)
    {
        _stretchSteps = Steps(Stretch);
        _acquaintance = Steps(Acquaintance);
        _stretches = new float[Math.Max(1, Steps(Memory) / _stretchSteps)];
        Reset();
        int Steps(TimeSpan time) => Math.Max(1, (int)Math.Round(time / step));
    }

    /// <summary>Level of the last step: decibels, 0 for a root mean square of 1.</summary>
    public float Level { get; private set; }

    /// <summary>Level of the background.</summary>
    public float NoiseFloor { get; private set; }

    /// <summary>Whether the last step stood out from the background.</summary>
    public bool IsSpeech { get; private set; }

    /// <summary>Takes the next step.</summary>
    /// <param name="power">Mean of its squared samples; 1 is full scale.</param>
    public void Push(float power)
    {
        Level = MathF.Max(LowestLevel, 10 * MathF.Log10(power));
        _sum += Level;
        if (++_steps % _stretchSteps == 0) AddStretch(_sum / _stretchSteps);
        IsSpeech = Level > NoiseFloor + Margin;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        (_count, _steps, _sum) = (0, 0, 0);
        (Level, NoiseFloor, IsSpeech) = (LowestLevel, UsualFloor, false);
    }

    /// <summary>Saves or restores the state.</summary>
    public void Transfer(ref StateTransfer state)
    {
        (float level, float floor, bool isSpeech) = (Level, NoiseFloor, IsSpeech);
        state.Values(_stretches.AsSpan());
        state.Number(ref _count, 0, int.MaxValue);
        state.Number(ref _steps, 0, int.MaxValue);
        state.Value(ref _sum);
        state.Value(ref level);
        state.Value(ref floor);
        state.Flag(ref isSpeech);
        (Level, NoiseFloor, IsSpeech) = (level, floor, isSpeech);
    }

    private void AddStretch(float mean)
    {
        _sum = 0;
        _stretches[_count++ % _stretches.Length] = mean;
        float quietest = _steps < _acquaintance ? UsualFloor : float.PositiveInfinity;
        foreach (float level in _stretches.AsSpan(0, Math.Min(_count, _stretches.Length))) quietest = MathF.Min(quietest, level);
        NoiseFloor = MathF.Max(LowestFloor, quietest);
    }
}
