using System.Diagnostics;
using System.Runtime.ExceptionServices;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// Many streams over one model, ticked together: the model's weights are read once for all of them. Every stream is an ordinary
/// <see cref="SpeechRecognizer"/> that is pushed to, ended, read and reset as if it were alone, and its results are the same
/// to the last bit. It may join or leave between any two ticks. In a steady state nothing is allocated.
/// </summary>
public sealed class StreamBatch
{
    private const int MostTogether = 48; // More would only take more memory: the weights are already read rarely.

    private readonly SpeechModel _model;
    private readonly List<SpeechRecognizer> _streams = [];
    private readonly SpeechRecognizer[] _group = new SpeechRecognizer[MostTogether]; // Whose steps wait in _network.
    private readonly NetworkBatch _network;
    private readonly ExclusiveUse _ticking = new("Add, Remove and Tick");
    private int _next; // The stream that is the first to be asked for a step.

    /// <summary>A batch without streams.</summary>
    /// <exception cref="ArgumentException">The model is bidirectional: it runs whole utterances, streams have no steps in common.</exception>
    public StreamBatch(SpeechModel model)
    {
        _model = model;
        _network = new NetworkBatch(model.Network, MostTogether);
    }

    /// <summary>Number of streams.</summary>
    public int Count => _streams.Count;

    /// <summary>Lets a stream join, at the start of its sound or in the middle.</summary>
    /// <exception cref="ArgumentException">It is in the batch already, or runs on another model.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside Add, Remove or Tick.</exception>
    public void Add(SpeechRecognizer stream)
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        if (stream.Model != _model) throw new ArgumentException($"Expected a stream on the model of the batch, {_model.Spec.Name}, found one on another, {stream.Model.Spec.Name}.", nameof(stream));
        if (_streams.Contains(stream)) throw new ArgumentException("The stream is in the batch already.", nameof(stream));
        _streams.Add(stream);
    }

    /// <summary>Lets a stream leave; it goes on by itself or in another batch.</summary>
    /// <returns>Whether it was in the batch.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside Add, Remove or Tick.</exception>
    public bool Remove(SpeechRecognizer stream)
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        return _streams.Remove(stream);
    }

    /// <summary>
    /// Runs half a second of seven streams of its own, so that the first ticks of real ones find the products of several vectors
    /// compiled: takes a fraction of a second. <see cref="SpeechModel.Warmup"/> rehearses what a stream does alone.
    /// </summary>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public void Warmup()
    {
        // Products take up to six vectors at once. The streams end one step after another, so that all numbers from seven to one occur.
        const int streams = 7;
        int step = _model.Spec.Features.Skip * _model.Spec.Features.HopLength;
        var rehearsal = new StreamBatch(_model);
        for (int i = 0; i < streams; i++)
        {
            float[] sound = new float[_model.SampleRate / 2 + i * step];
            for (int t = 0; t < sound.Length; t++) sound[t] = t % 2 * 0.25f; // The highest tone that there is: silence would not reach the network.
            var stream = new SpeechRecognizer(_model);
            rehearsal.Add(stream);
            stream.Push(sound);
        }
        rehearsal.Tick();
    }

    /// <summary>Processes all that waits in any stream.</summary>
    /// <inheritdoc cref="Tick(TimeSpan)"/>
    public bool Tick() => Tick(TimeSpan.MaxValue);

    /// <summary>
    /// Processes what waits, at least one step of as many streams as go together (48), and stops when the budget is used up;
    /// the next call goes on there, so no stream waits for ever.
    /// </summary>
    /// <returns>Whether work remains that a further Tick can do. A stream with 8 final results that wait to be read is left alone.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside Add, Remove or Tick, or uses one of the streams in a way that excludes a Tick.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public bool Tick(TimeSpan budget)
    {
        bool works;
        using (_ticking.Begin())
        {
            long start = Stopwatch.GetTimestamp();
            do works = Advance();
            while (works && Stopwatch.GetElapsedTime(start) < budget);
        }
        for (int i = 0; i < _streams.Count; i++) _streams[i].EndTick(); // A handler of Overloaded may remove its stream.
        return works;
    }

    // One step of each stream in a group of those that have one; false if none has.
    private bool Advance()
    {
        try
        {
            for (int asked = 0; asked < _streams.Count && _network.Count < _network.Capacity; asked++)
            {
                _next = _next + 1 < _streams.Count ? _next + 1 : 0;
                SpeechRecognizer stream = _streams[_next];
                if (stream.BeginStep(_network)) _group[_network.Count - 1] = stream;
            }
        }
        catch
        {
            RunGroup(); // A stream that another thread uses does not hold up those whose step was begun.
            throw;
        }
        return RunGroup();
    }

    private bool RunGroup()
    {
        int count = _network.Count;
        if (count == 0) return false;
        _network.Run();
        ExceptionDispatchInfo? overflow = null;
        for (int i = 0; i < count; i++)
        {
            try
            {
                _group[i].EndStep(_network.Output(i));
            }
            catch (ArithmeticException e)
            {
                overflow ??= ExceptionDispatchInfo.Capture(e); // When the others have had their step.
            }
        }
        Array.Clear(_group, 0, count);
        _network.Clear();
        overflow?.Throw();
        return true;
    }
}
