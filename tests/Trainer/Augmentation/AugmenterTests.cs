using System.Text.Json;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Augmentation;

public sealed class AugmenterTests
{
    private static readonly AugmentationSpec Everything = new()
    {
        Speed = new() { Probability = 0.8 },
        VocalTract = new() { Probability = 0.8 },
        Padding = new() { Probability = 0.8 },
        Reverberation = new(),
        Noise = new(),
        BandLimit = new(),
        Gain = new(),
        Masking = new(),
    };

    private static float[] Apply(AugmentationSpec spec, ulong seed, int length = 6000) => new Augmenter(spec, Signals.Rate).Apply(Signals.Noise(length), seed);

    [Fact]
    public void Apply_everything_is_off_by_default() => Assert.Equal(Signals.Noise(6000), Apply(new(), 1));

    [Fact]
    public void Apply_follows_from_the_seed()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            Assert.Equal(Apply(Everything, seed), Apply(Everything, seed));
            Assert.NotEqual(Apply(Everything, seed), Apply(Everything, seed + 1));
        }
    }

    [Fact]
    public void Apply_length_is_known_before()
    {
        var augmenter = new Augmenter(Everything, Signals.Rate);
        for (ulong seed = 0; seed < 50; seed++)
        {
            foreach (int length in new[] { 0, 1, 777, 6000 }) Assert.Equal(augmenter.OutputLength(length, seed), augmenter.Apply(Signals.Noise(length), seed).Length);
        }
    }

    [Fact]
    public void Apply_samples_stay_finite_and_in_range()
    {
        AugmentationSpec loud = Everything with { Gain = new() { Decibels = new(30, 30) } };
        for (ulong seed = 0; seed < 20; seed++) Assert.All(Apply(loud, seed, 2003), x => Assert.InRange(x, -1, 1));
    }

    [Fact]
    public void Apply_switching_an_effect_on_does_not_change_the_others()
    {
        var gain = new GainChange { Decibels = new(-20, -10) };
        float[] alone = Apply(new() { Gain = gain }, 5), both = Apply(new() { Gain = gain, Padding = new() { Probability = 1 } }, 5);
        int leading = Array.IndexOf(both, alone[0]);
        Assert.Equal(alone, both[leading..(leading + alone.Length)]);
    }

    [Fact]
    public void Gain_is_the_one_asked_for()
    {
        float[] output = Apply(new() { Gain = new() { Decibels = new(-6, -6) } }, 1);
        Assert.Equal(-6, Signals.Decibels(Signals.Power(output) / Signals.Power(Signals.Noise(6000))), 0.001);
    }

    [Fact]
    public void Padding_puts_quiet_noise_before_and_after()
    {
        float[] output = Apply(new() { Padding = new() { LeadingSeconds = new(0.1, 0.1), TrailingSeconds = new(0.2, 0.2), LevelDecibels = new(-70, -70) } }, 1);
        Assert.Equal(6000 + 1600 + 3200, output.Length);
        Assert.Equal(Signals.Noise(6000), output[1600..7600]);
        Assert.Equal(-70, Signals.Decibels(Signals.Power(output.AsSpan(0, 1600))), 0.5);
        Assert.Equal(-70, Signals.Decibels(Signals.Power(output.AsSpan(7600))), 0.5);
    }

    [Fact]
    public void Voice_tables_are_made_once_for_each_length_of_the_vocal_tract()
    {
        var plain = new LogMel(new FeatureSpec());
        Assert.Same(plain, new Augmenter(new(), Signals.Rate).Voice(plain, 3));
        var augmenter = new Augmenter(new() { VocalTract = new() { Probability = 0.5 } }, Signals.Rate);
        LogMel[] voices = [.. Enumerable.Range(0, 300).Select(seed => augmenter.Voice(plain, (ulong)seed))];
        Assert.Equal(11, voices.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.InRange(voices.Count(v => v == plain), 120, 210);
        Assert.Same(voices[7], augmenter.Voice(plain, 7));
    }

    [Fact]
    public void Mask_changes_features_only_if_asked()
    {
        float[] frames = [.. Enumerable.Repeat(1f, 200 * 16)], same = [.. frames];
        new Augmenter(new(), Signals.Rate).Mask(same, 16, 3);
        Assert.Equal(frames, same);
        new Augmenter(Everything, Signals.Rate).Mask(frames, 16, 3);
        Assert.Contains(0f, frames);
    }

    [Fact]
    public void Create_reads_the_recordings_of_noise()
    {
        using var folder = new Data.TempFolder();
        folder.Write("n.wav", "");
        folder.Write("n.jsonl", """{"audio_filepath": "n.wav", "duration": 3, "text": "rain"}""");
        var spec = new AugmentationSpec { Noise = new() { Probability = 1, GeneratedShare = 0, Clips = [new() { Path = "n.jsonl" }] } };
        int read = 0;
        float[] Load(string path, TimeSpan offset, TimeSpan duration)
        {
            Assert.Equal(Path.Combine(folder.Path, "n.wav"), path);
            read++;
            return Signals.Noise((int)(duration.TotalSeconds * Signals.Rate), 2);
        }
        Augmenter.Create(spec, Signals.Rate, folder.Path, Load, _ => TimeSpan.Zero).Apply(Signals.Noise(6000), 1);
        Assert.Equal(1, read);
    }

    [Fact]
    public void Spec_survives_JSON()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        string json = JsonSerializer.Serialize(Everything, options);
        Assert.Contains("\"factor\":[0.85,1.15]", json, StringComparison.Ordinal);
        AugmentationSpec read = JsonSerializer.Deserialize<AugmentationSpec>(json, options)!;
        Assert.Equal(json, JsonSerializer.Serialize(read, options));
        foreach (string bad in new[] { "[1]", "[1,2,3]", "7", "null", "{}" })
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<AugmentationSpec>($"{{\"speed\":{{\"factor\":{bad}}}}}", options));
    }

    [Fact]
    public void FindProblem_names_the_field()
    {
        Assert.Null(Everything.FindProblem());
        Assert.Null(new AugmentationSpec().FindProblem());
        foreach ((string field, AugmentationSpec spec) in new (string, AugmentationSpec)[]
        {
            ("speed.factor", new() { Speed = new() { Factor = new(0, 1) } }),
            ("speed.factor", new() { Speed = new() { Factor = new(1.1, 0.9) } }),
            ("speed.probability", new() { Speed = new() { Probability = 1.5 } }),
            ("vocal_tract.factor", new() { VocalTract = new() { Factor = new(0.4, 1) } }),
            ("vocal_tract.probability", new() { VocalTract = new() { Probability = -1 } }),
            ("padding.leading_seconds", new() { Padding = new() { LeadingSeconds = new(-1, 1) } }),
            ("padding.level_decibels", new() { Padding = new() { LevelDecibels = new(-60, 3) } }),
            ("reverberation.decay_seconds", new() { Reverberation = new() { DecaySeconds = new(0, 1) } }),
            ("reverberation.direct_to_echo", new() { Reverberation = new() { DirectToEcho = new(double.NaN, 1) } }),
            ("noise.signal_to_noise", new() { Noise = new() { SignalToNoise = new(5, double.PositiveInfinity) } }),
            ("noise.generated_share", new() { Noise = new() { GeneratedShare = -0.1 } }),
            ("noise.clips must not", new() { Noise = new() { Clips = null! } }),
            ("noise.clips[1].path", new() { Noise = new() { Clips = [new() { Path = "a" }, new() { Path = "" }] } }),
            ("band_limit.high_hz", new() { BandLimit = new() { LowHz = new(0, 4000) } }),
            ("gain.decibels", new() { Gain = new() { Decibels = new(0, 1000) } }),
            ("masking.time_masks", new() { Masking = new() { TimeMasks = -1 } }),
            ("masking.max_time_fraction", new() { Masking = new() { MaxTimeFraction = double.NaN } }),
        })
        {
            Assert.StartsWith($"augmentation.{field}", spec.FindProblem(), StringComparison.Ordinal);
        }
    }
}
