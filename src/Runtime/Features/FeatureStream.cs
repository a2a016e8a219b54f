using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Features;

/// <summary>
/// Samples in, network inputs out, for one stream: pre-emphasis, frames, normalisation, stacking. How the samples are cut does
/// not change a bit of the result. Allocates nothing after its creation. Not for two threads at once.
/// </summary>
internal sealed class FeatureStream
{
    private readonly FeatureSpec _spec;
    private readonly LogMel _logMel;
    private readonly Normalization _normalization;
    private readonly float[] _window, _work;
    private readonly float[] _frames; // The last Stack frames, the oldest first.
    private Preemphasis _preemphasis;
    private int _windowed;     // Samples in _window.
    private int _missing;      // Frames until the next step is whole.
    private float _energy;     // Of the samples that no step has seen yet.
    private int _fresh;        // Their number.
    private bool _isStepReady;

    public FeatureStream(LogMel logMel, Normalization normalization)
    {
        _spec = logMel.Spec;
        if (normalization.Bands != _spec.Bands) throw new ArgumentException($"Expected statistics of {_spec.Bands} bands, found {normalization.Bands}.", nameof(normalization));
        (_logMel, _normalization) = (logMel, normalization);
        _window = new float[_spec.WindowLength];
        _work = new float[logMel.WorkLength];
        _frames = new float[_spec.StepSize];
        Reset();
    }

    /// <summary>Samples that were not finite (or beyond any sound) and were taken as 0, since creation.</summary>
    public long InvalidSamples { get; private set; }

    /// <summary>Mean power of the samples that the last step is the first to see, after pre-emphasis; 1 is full scale.</summary>
    public float Power { get; private set; }

    /// <summary>Back to the start of a stream.</summary>
    public void Reset()
    {
        _preemphasis = new Preemphasis(_spec.Preemphasis);
        (_windowed, _missing, _isStepReady) = (0, _spec.Stack, false);
        (_energy, _fresh, Power) = (0, 0, 0);
    }

    /// <summary>Takes over the state of another stream with the same settings.</summary>
    public void CopyFrom(FeatureStream other)
    {
        other._window.CopyTo(_window, 0);
        other._frames.CopyTo(_frames, 0);
        (_preemphasis, _windowed, _missing, _isStepReady) = (other._preemphasis, other._windowed, other._missing, other._isStepReady);
        (_energy, _fresh, Power) = (other._energy, other._fresh, other.Power);
    }

    /// <summary>Saves or restores the state.</summary>
    public void Transfer(ref StateTransfer state)
    {
        state.Values(_window.AsSpan());
        state.Values(_frames.AsSpan());
        state.Value(ref _preemphasis);
        state.Number(ref _windowed, 0, _window.Length - 1);
        state.Number(ref _missing, 1, Math.Max(_spec.Stack, _spec.Skip));
        state.Flag(ref _isStepReady);
        float power = Power;
        state.Value(ref _energy);
        state.Number(ref _fresh, 0, int.MaxValue);
        state.Value(ref power);
        Power = power;
    }

    /// <summary>Takes samples until a step is ready; read it, then push the rest.</summary>
    /// <returns>The number of samples taken; 0 while a step waits to be read.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Push(ReadOnlySpan<float> samples)
    {
        int taken = 0;
        while (!_isStepReady && taken < samples.Length)
        {
            int count = Math.Min(samples.Length - taken, _window.Length - _windowed);
            InvalidSamples += _preemphasis.Run(samples.Slice(taken, count), _window.AsSpan(_windowed));
            taken += count;
            _windowed += count;
            if (_windowed == _window.Length) AddFrame();
        }
        return taken;
    }

    /// <summary>Hands out the next network input if it is whole.</summary>
    /// <param name="step">[StepSize]: Stack frames of Bands numbers, the oldest first.</param>
    public bool TryRead(Span<float> step)
    {
        if (!_isStepReady) return false;
        _frames.CopyTo(step);
        _isStepReady = false;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddFrame()
    {
        _frames.AsSpan(_spec.Bands).CopyTo(_frames);
        Span<float> frame = _frames.AsSpan(_frames.Length - _spec.Bands);
        _logMel.Frame(_window, _work, frame);
        _normalization.Run(frame);
        ReadOnlySpan<float> hop = _window.AsSpan(_window.Length - _spec.HopLength);
        _energy += DotProduct.Run(hop, hop);
        _fresh += hop.Length;
        _window.AsSpan(_spec.HopLength).CopyTo(_window);
        _windowed -= _spec.HopLength;
        if (--_missing > 0) return;
        (_isStepReady, _missing) = (true, _spec.Skip);
        (Power, _energy, _fresh) = (_energy / _fresh, 0, 0);
    }
}
