namespace EmbeddedSeq.Audio.Conversion;

/// <summary>
/// A windowed-sinc low-pass filter sampled between the input samples: row p holds the taps for an output that lies
/// p/<see cref="Phases"/> of a sample after an input sample. Immutable, shared by all resamplers of the same rates.
/// </summary>
internal sealed class PolyphaseFilter
{
    // Flat up to 0.9 of the lower Nyquist frequency, fully down at it: nothing is left that could fold back.
    private const double PassBand = 0.9;
    private const double Attenuation = 100;

    // More phases than this are interpolated linearly between rows: the error, (pi / 1024)^2 / 8, is -118 dB.
    private const int MaxPhases = 1024;

    private static PolyphaseFilter? latest;

    private readonly int inputRate;
    private readonly int outputRate;
    private readonly float[] coefficients;

    private PolyphaseFilter(int inputRate, int outputRate)
    {
        this.inputRate = inputRate;
        this.outputRate = outputRate;
        int divisor = Gcd(inputRate, outputRate);
        Up = outputRate / divisor;
        Down = inputRate / divisor;
        Phases = Math.Min(Up, MaxPhases);

        // In units of the input rate: 0.5 is the Nyquist frequency.
        double stop = 0.5 * Math.Min(1, (double)outputRate / inputRate);
        double pass = PassBand * stop;
        double length = KaiserWindow.Length(Attenuation, 2 * Math.PI * (stop - pass));
        Taps = ((int)Math.Ceiling(length) + DotProduct.Block - 1) / DotProduct.Block * DotProduct.Block;
        coefficients = Design((pass + stop) / 2);
    }

    /// <summary>Outputs per <see cref="Down"/> inputs, in lowest terms.</summary>
    public int Up { get; }

    /// <summary>Inputs per <see cref="Up"/> outputs, in lowest terms.</summary>
    public int Down { get; }

    /// <summary>Steps between two input samples that have taps of their own.</summary>
    public int Phases { get; }

    /// <summary>Input samples that one output is made of: half before it, half after it.</summary>
    public int Taps { get; }

    /// <summary>The filter for two rates; the latest one is kept, since files of one corpus share their rate.</summary>
    public static PolyphaseFilter For(int inputRate, int outputRate)
    {
        PolyphaseFilter? filter = Volatile.Read(ref latest);
        if (filter is null || filter.inputRate != inputRate || filter.outputRate != outputRate)
        {
            filter = new PolyphaseFilter(inputRate, outputRate);
            Volatile.Write(ref latest, filter);
        }

        return filter;
    }

    /// <summary>The output that lies <paramref name="phase"/>/<see cref="Up"/> after the sample in the middle of the window.</summary>
    /// <param name="window">[Taps] input samples; the output lies at or after sample Taps/2 - 1.</param>
    /// <param name="phase">0 to Up - 1.</param>
    public float Apply(ReadOnlySpan<float> window, int phase)
    {
        if (Phases == Up)
            return DotProduct.Compute(Row(phase), window);

        double place = (double)phase * Phases / Up;
        int row = (int)place;
        float before = DotProduct.Compute(Row(row), window);
        float after = DotProduct.Compute(Row(row + 1), window);
        return before + (float)(place - row) * (after - before);
    }

    private ReadOnlySpan<float> Row(int phase) => coefficients.AsSpan(phase * Taps, Taps);

    private float[] Design(double cutoff)
    {
        double beta = KaiserWindow.Beta(Attenuation);
        double half = Taps / 2;
        // One row more than phases: interpolation looks at the row after the last.
        var table = new float[(Phases + 1) * Taps];
        var row = new double[Taps];
        for (int phase = 0; phase <= Phases; phase++)
        {
            double sum = 0;
            for (int tap = 0; tap < Taps; tap++)
            {
                double time = tap - (half - 1) - (double)phase / Phases;
                double x = 2 * cutoff * time;
                double sinc = x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
                row[tap] = sinc * KaiserWindow.At(time / half, beta);
                sum += row[tap];
            }

            // Every phase passes a constant unchanged; otherwise the phases would hum at their own rate.
            for (int tap = 0; tap < Taps; tap++)
                table[phase * Taps + tap] = (float)(row[tap] / sum);
        }

        return table;
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
