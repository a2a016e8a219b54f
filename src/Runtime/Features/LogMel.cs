using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Features;

/// <summary>One window of samples to one frame: Hann window, |DFT|², mel bands, logarithm. Immutable, shared by any number of threads.</summary>
internal sealed class LogMel
{
    private readonly float[] _window;
    private readonly RealFft _fft;
    private readonly MelFilterbank _mel;
    private readonly int _paddedBands;

    /// <summary>Makes the tables.</summary>
    /// <param name="spec">Windows and bands.</param>
    /// <param name="vocalTract">What the resonances of a voice are multiplied by (<see cref="FrequencyWarp"/>); 1 hears it as it is.</param>
    public LogMel(FeatureSpec spec, double vocalTract = 1)
    {
        Spec = spec;
        _window = [.. Enumerable.Range(0, spec.WindowLength).Select(t => (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * t / spec.WindowLength)))];
        _fft = new RealFft(spec.FftLength);
        _mel = new MelFilterbank(spec, new FrequencyWarp(vocalTract, spec.SampleRate / 2.0));
        _paddedBands = (spec.Bands + Vector512<float>.Count - 1) / Vector512<float>.Count * Vector512<float>.Count;
    }

    /// <summary>Bands of 25 ms every 10 ms, for what listens to levels and shapes without a model.</summary>
    /// <param name="sampleRate">Samples per second, at least 8000.</param>
    /// <param name="bands">Mel bands.</param>
    /// <param name="lowHz">Lower edge of the first.</param>
    /// <param name="highHz">Upper edge of the last, if half the sampling rate is not lower.</param>
    /// <exception cref="ArgumentOutOfRangeException">A lower sampling rate.</exception>
    public static LogMel ForFrames(int sampleRate, int bands, float lowHz, float highHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 8000);
        int window = sampleRate / 40;
        return new LogMel(new FeatureSpec
        {
            SampleRate = sampleRate,
            WindowLength = window,
            HopLength = sampleRate / 100,
            FftLength = (int)BitOperations.RoundUpToPowerOf2((uint)window),
            Bands = bands,
            LowHz = lowHz,
            HighHz = Math.Min(highHz, sampleRate / 2f),
            Stack = 1,
            Skip = 1,
            TailLength = 0,
        });
    }

    /// <summary>What the tables were made from.</summary>
    public FeatureSpec Spec { get; }

    /// <summary>Length of the working memory that <see cref="Frame"/> needs.</summary>
    public int WorkLength => _fft.Length + _fft.WorkLength + 2 * _fft.Bins + _paddedBands;

    /// <summary>One frame, not normalised: ln(power + LogFloor) of each band.</summary>
    /// <param name="samples">[WindowLength], after pre-emphasis.</param>
    /// <param name="work">[WorkLength]; what is in it before does not matter.</param>
    /// <param name="bands">[Bands].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Frame(ReadOnlySpan<float> samples, Span<float> work, Span<float> bands)
    {
        Span<float> windowed = Take(ref work, _fft.Length), re = Take(ref work, _fft.Bins), im = Take(ref work, _fft.Bins);
        Span<float> log = Take(ref work, _paddedBands), fftWork = Take(ref work, _fft.WorkLength);

        Multiply(samples, _window, windowed);
        windowed[_window.Length..].Clear();
        _fft.Transform(windowed, fftWork, re, im);
        Span<float> power = re;
        Power(re, im, power);
        _mel.Run(power, log);
        log[Spec.Bands..].Fill(1);
        foreach (ref Vector512<float> v in MemoryMarshal.Cast<float, Vector512<float>>(log)) v = VectorMath.Log(v + Vector512.Create(Spec.LogFloor));
        log[..Spec.Bands].CopyTo(bands);
    }

    private static Span<float> Take(ref Span<float> memory, int length)
    {
        Span<float> part = memory[..length];
        memory = memory[length..];
        return part;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        ReadOnlySpan<Vector<float>> va = MemoryMarshal.Cast<float, Vector<float>>(a), vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        Span<Vector<float>> vy = MemoryMarshal.Cast<float, Vector<float>>(y);
        for (int i = 0; i < va.Length; i++) vy[i] = va[i] * vb[i];
        for (int i = va.Length * Vector<float>.Count; i < a.Length; i++) y[i] = a[i] * b[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Power(ReadOnlySpan<float> re, ReadOnlySpan<float> im, Span<float> power)
    {
        ReadOnlySpan<Vector<float>> vr = MemoryMarshal.Cast<float, Vector<float>>(re), vi = MemoryMarshal.Cast<float, Vector<float>>(im);
        Span<Vector<float>> vp = MemoryMarshal.Cast<float, Vector<float>>(power);
        for (int i = 0; i < vr.Length; i++) vp[i] = vr[i] * vr[i] + vi[i] * vi[i];
        for (int i = vr.Length * Vector<float>.Count; i < re.Length; i++) power[i] = re[i] * re[i] + im[i] * im[i];
    }
}
