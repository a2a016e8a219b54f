using EmbeddedSeq.Runtime.Features;

namespace EmbeddedSeq.Runtime.Tests.Features;

public sealed class MfccTests
{
    [Fact]
    public void A_louder_segment_changes_only_the_coefficient_of_the_level()
    {
        float[] quiet = Noise(8000, 0.2f), loud = [.. quiet.Select(x => 4 * x)];
        var mfcc = new Mfcc();
        float[] a = mfcc.Extract(quiet), b = mfcc.Extract(loud);
        Assert.Equal(48, a.Length / Mfcc.Size); // 0.5 s: (8000 − 400) / 160 + 1 frames.
        for (int i = 0; i < a.Length; i++)
        {
            // ln 16 in each of 40 bands is ln 16 · √40 in the orthonormal transform.
            double expected = i % Mfcc.Size == 0 ? Math.Log(16) * Math.Sqrt(40) : 0;
            Assert.Equal(expected, b[i] - a[i], 0.02);
        }
    }

    [Fact]
    public void Deltas_are_the_slope_of_the_coefficients()
    {
        float[] frames = new Mfcc().Extract(Noise(4000, 0.1f));
        int count = frames.Length / Mfcc.Size;
        for (int t = 2; t < count - 2; t++)
        {
            for (int k = 0; k < 2 * Mfcc.Coefficients; k++)
            {
                float X(int at) => frames[at * Mfcc.Size + k];
                Assert.Equal((X(t + 1) - X(t - 1) + 2 * (X(t + 2) - X(t - 2))) / 10, frames[t * Mfcc.Size + Mfcc.Coefficients + k], 1e-4);
            }
        }
    }

    [Fact]
    public void Normalised_sequences_have_mean_0_and_variance_1_together()
    {
        var mfcc = new Mfcc();
        float[][] sequences = [mfcc.Extract(Noise(4000, 0.1f)), mfcc.Extract(Noise(6000, 0.02f))];
        Mfcc.Normalize(sequences);
        for (int d = 0; d < Mfcc.Size; d++)
        {
            double[] values = [.. sequences.SelectMany(s => s.Where((_, i) => i % Mfcc.Size == d)).Select(x => (double)x)];
            Assert.Equal(0, values.Average(), 1e-4);
            Assert.Equal(1, values.Average(x => x * x), 1e-3);
        }
    }

    [Fact]
    public void A_segment_shorter_than_a_window_has_one_frame_and_silence_normalises_to_zeros()
    {
        float[] frames = new Mfcc().Extract(new float[10]);
        Assert.Equal(Mfcc.Size, frames.Length);
        Mfcc.Normalize([frames]);
        Assert.All(frames, x => Assert.Equal(0, x));
    }

    [Fact]
    public void A_word_is_found_in_its_recording()
    {
        float[] samples = Noise(32000, 0.001f);
        float[] word = Noise(8000, 0.2f);
        for (int i = 0; i < word.Length; i++) samples[12000 + i] += word[i];
        samples[30000] += 0.5f; // A click does not count.
        (int start, int length) = new SpeechBounds().Find(samples);
        Assert.InRange(start, 10500, 12000);
        Assert.InRange(start + length, 20000, 21500);
    }

    [Fact]
    public void Without_a_change_of_level_the_whole_recording_is_speech()
    {
        Assert.Equal((0, 16000), new SpeechBounds().Find(new float[16000]));
        Assert.Equal((0, 100), new SpeechBounds().Find(new float[100]));
    }

    private static float[] Noise(int length, float level)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(_ => level * (random.NextSingle() * 2 - 1))];
    }
}
