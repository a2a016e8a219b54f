namespace EmbeddedSeq.Audio.Alsa;

/// <summary>Agrees with a device on format, channels, rate and buffers.</summary>
internal static class AlsaParameters
{
    // A chunk every 20 ms keeps latency low; half a second of ring forgives a handler that stalls.
    private const int PeriodMilliseconds = 20;
    private const int RingMilliseconds = 500;

    private static readonly (int Alsa, SampleEncoding Encoding, int Bytes)[] Formats =
    [
        (AlsaNative.FormatS16, SampleEncoding.Pcm, 2),
        (AlsaNative.FormatS32, SampleEncoding.Pcm, 4),
        (AlsaNative.FormatS24Packed, SampleEncoding.Pcm, 3),
        (AlsaNative.FormatFloat, SampleEncoding.IeeeFloat, 4),
    ];

    private static readonly int[] CommonRates = [48000, 44100, 96000, 32000, 192000, 22050, 8000];

    /// <summary>Sets the device up; <paramref name="ringFrames"/> is how much it holds for a late reader.</summary>
    /// <exception cref="AudioDeviceException">There is no setting that both sides know.</exception>
    public static SampleFormat Negotiate(AlsaPcm pcm, string name, int preferredRate, out int ringFrames)
    {
        AlsaLibrary.Check(AlsaNative.AllocateParameters(out nint parameters), name, "cannot be set up");
        try
        {
            SampleFormat format = Choose(pcm, parameters, name, preferredRate);
            ringFrames = Apply(pcm, parameters, name, format.SampleRate);
            return format;
        }
        finally
        {
            AlsaNative.FreeParameters(parameters);
        }
    }

    private static SampleFormat Choose(AlsaPcm pcm, nint parameters, string name, int preferredRate)
    {
        // alsa-lib's own rate converter interpolates linearly, so it is only the last resort: a card of 48 kHz shall come
        // out at 48 kHz, and our resampler do the work. PulseAudio and PipeWire convert on their side, and well.
        foreach (bool resample in new[] { false, true })
        {
            foreach (int rate in CommonRates.Prepend(preferredRate))
            {
                if (Try(pcm, parameters, name, rate, resample) is { } format)
                    return format;
            }
        }

        throw new AudioDeviceException(name, $"offers none of the rates {preferredRate}, {string.Join(", ", CommonRates)} Hz");
    }

    private static SampleFormat? Try(AlsaPcm pcm, nint parameters, string name, int rate, bool resample)
    {
        AlsaLibrary.Check(AlsaNative.AnyParameters(pcm, parameters), name, "does not tell its abilities");
        AlsaLibrary.Check(AlsaNative.SetResampling(pcm, parameters, resample ? 1u : 0u), name, "cannot be set up without resampling");
        AlsaLibrary.Check(AlsaNative.SetAccess(pcm, parameters, AlsaNative.ReadWriteInterleaved), name, "offers no interleaved samples");
        int chosen = Array.FindIndex(Formats, format => AlsaNative.SetFormat(pcm, parameters, format.Alsa) >= 0);
        if (chosen < 0)
            throw new AudioDeviceException(name, "offers neither 16, 24 or 32-bit integers nor 32-bit floats");
        uint channels = 1;
        AlsaLibrary.Check(AlsaNative.SetChannelsNear(pcm, parameters, ref channels), name, "offers no channels");
        // Exactly this rate: the nearest one would shift every pitch.
        if (AlsaNative.SetRate(pcm, parameters, (uint)rate, 0) < 0)
            return null;
        return new SampleFormat(Formats[chosen].Encoding, rate, (int)channels, Formats[chosen].Bytes);
    }

    private static int Apply(AlsaPcm pcm, nint parameters, string name, int rate)
    {
        var period = (nuint)(rate * PeriodMilliseconds / 1000);
        var ring = (nuint)(rate * RingMilliseconds / 1000);
        int direction = 0;
        AlsaLibrary.Check(AlsaNative.SetPeriodNear(pcm, parameters, ref period, ref direction), name, "cannot be set up");
        AlsaLibrary.Check(AlsaNative.SetBufferNear(pcm, parameters, ref ring), name, "cannot be set up");
        AlsaLibrary.Check(AlsaNative.ApplyParameters(pcm, parameters), name, "cannot be set up");
        return checked((int)ring);
    }
}
