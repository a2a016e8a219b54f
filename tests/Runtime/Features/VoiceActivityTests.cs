using EmbeddedSeq.Runtime.Features;

namespace EmbeddedSeq.Runtime.Tests.Features;

public sealed class VoiceActivityTests
{
    private readonly VoiceActivity _voice = new(TimeSpan.FromMilliseconds(30));

    [Fact]
    public void Level_is_the_power_in_decibels_and_silence_has_one_too()
    {
        _voice.Push(0.01f);
        Assert.Equal(-20, _voice.Level, 1e-4);
        _voice.Push(0);
        Assert.Equal(VoiceActivity.LowestLevel, _voice.Level);
    }

    [Fact]
    public void Speech_stands_out_from_the_background()
    {
        Assert.Equal(0, Hear(-50, steps: 40).Skip(20).Count(speech => speech));
        Assert.All(Hear(-42, steps: 20), Assert.True);
        Assert.Equal(0, Hear(-50, steps: 40).Count(speech => speech));
        Assert.Equal(-50, _voice.NoiseFloor, 0.5);
    }

    [Fact]
    public void The_first_word_of_a_stream_counts_before_the_background_is_known()
    {
        Assert.All(Hear(-40, steps: 8), Assert.True);
        _voice.Reset();
        Assert.DoesNotContain(true, Hear(-60, steps: 8));
    }

    [Fact]
    public void Speech_without_a_pause_stays_speech()
    {
        Hear(-55, steps: 40);
        // Syllables of 120 ms with dips of 60 ms between them, for three seconds.
        for (int i = 0; i < 17; i++)
        {
            Assert.All(Hear(-30, steps: 4), Assert.True);
            Hear(-40, steps: 2);
        }
        Assert.Equal(-55, _voice.NoiseFloor, 0.5);
    }

    [Fact]
    public void A_louder_background_is_one_after_four_seconds_and_a_softer_one_at_once()
    {
        Hear(-60, steps: 40);
        bool[] heard = Hear(-40, steps: 150);
        Assert.All(heard[..100], Assert.True);
        Assert.DoesNotContain(true, heard[140..]);
        Hear(-70, steps: 8);
        Assert.Equal(-70, _voice.NoiseFloor, 0.5);
    }

    [Fact]
    public void Above_digital_silence_faint_noise_is_no_speech()
    {
        Hear(-90, steps: 100);
        Assert.DoesNotContain(true, Hear(-68, steps: 20));
        Assert.All(Hear(-55, steps: 20), Assert.True);
    }

    // Whether each step was speech, at a level that fluctuates by half a decibel.
    private bool[] Hear(float decibels, int steps)
    {
        bool[] speech = new bool[steps];
        for (int i = 0; i < steps; i++)
        {
            _voice.Push(MathF.Pow(10, (decibels + 0.5f * (i % 3 - 1)) / 10));
            speech[i] = _voice.IsSpeech;
        }
        return speech;
    }
}
