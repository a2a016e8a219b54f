using System.Diagnostics;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// Listens to a stream for keywords, without end: samples → features → log-probabilities → the cheapest path of each spelling → for enrolled keywords, how much it sounds like the recordings. Used as
/// <see cref="SpeechRecognizer"/> is: Push on the audio thread, Tick and TryRead on the host's. In a steady state nothing is allocated.
/// What is detected does not depend on how the samples were cut.
/// </summary>
/// <remarks>A detection comes about 0.3 s behind the word's end, when it is clear that no better match follows.</remarks>
public sealed class KeywordSpotter
{
    private const int MostWaiting = 64;

    private readonly SpeechModel _model;
    private readonly SampleQueue _samples;
    private readonly PosteriorStream _posteriors;
    private readonly KeywordDetector[] _detectors;
    private readonly KeywordVerifier? _verifier;
    private readonly byte[] _costs, _edge; // _edge: what lies before the begin and behind the end, a space.
    private readonly int _space;
    private readonly Queue<KeywordDetection> _waiting = new(MostWaiting + 16);
    private readonly ExclusiveUse _pushing = new("Push"), _ticking = new("Tick, TryRead and Reset");
    private readonly int _stepLength;    // Samples from one step to the next.
    private long _step, _origin, _begin; // _begin: sample of the stream at which step 0 begins.
    private bool _hasEnded;              // All of the sound has been matched.

    /// <summary>A spotter at the start of a stream.</summary>
    /// <param name="model">May be shared; must be causal.</param>
    /// <param name="keywords">At least one.</param>
    /// <param name="words">Model of spoken words; needed by keywords that have a <see cref="Keyword.Voice"/>.</param>
    /// <param name="bufferLength">Audio that may wait between Push and Tick; default 10 s.</param>
    /// <exception cref="ArgumentException">The model is bidirectional, there is no keyword, one that the model cannot write, or one whose voice belongs to another model of spoken words.</exception>
    public KeywordSpotter(SpeechModel model, IReadOnlyCollection<Keyword> keywords, EmbeddingModel? words = null, TimeSpan? bufferLength = null)
    {
        if (!model.Network.IsCausal) throw new ArgumentException("A bidirectional network runs whole utterances; live keywords need a causal one.", nameof(model));
        if (keywords.Count == 0) throw new ArgumentException("Expected at least one keyword.", nameof(keywords));
        TimeSpan length = bufferLength ?? TimeSpan.FromSeconds(10);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.FromSeconds(0.1), nameof(bufferLength));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, TimeSpan.FromMinutes(10), nameof(bufferLength));
        _model = model;
        _samples = new SampleQueue((int)(length.TotalSeconds * model.SampleRate), model.Spec.Features.TailLength);
        _posteriors = new PosteriorStream(model);
        IndexDescription description = SpeechIndexWriter.Describe(model, "");
        _space = description.Space;
        KeywordVoices.Check(keywords, words, model);
        _detectors = [.. keywords.Select(k => new KeywordDetector(k, description))];
        if (keywords.Any(k => k.Voice is not null)) _verifier = new KeywordVerifier(words!, _detectors.Length);
        _stepLength = model.Spec.Features.Skip * model.Spec.Features.HopLength;
        _costs = new byte[model.Spec.Tokens.Count];
        _edge = SegmentBuilder.EdgeOf(description);
        Restart(0);
    }

    /// <summary>Samples that Push could not take because Tick was called too rarely.</summary>
    public long RefusedSamples { get; private set; }

    /// <summary>Takes samples in [−1, 1] at the model's sample rate, one channel. Never blocks, never allocates.</summary>
    /// <returns>The number of samples taken: less than offered if the buffer is full.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside Push.</exception>
    public int Push(ReadOnlySpan<float> samples)
    {
        using ExclusiveUse.Use use = _pushing.Begin();
        int taken = _samples.Write(samples);
        RefusedSamples += samples.Length - taken;
        return taken;
    }

    /// <summary>The sound ends behind the samples pushed so far; a keyword at its very end is detected too. What is pushed later goes on with the clock, as after a pause.</summary>
    public void End() => _samples.End();

    /// <summary>Processes all that waits.</summary>
    /// <inheritdoc cref="Tick(TimeSpan)"/>
    public bool Tick() => Tick(TimeSpan.MaxValue);

    /// <summary>Processes what waits, at least one network step, and stops after the step that uses the budget up.</summary>
    /// <returns>Whether work remains that a further Tick can do. While 64 detections wait to be read, a Tick does nothing.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public bool Tick(TimeSpan budget)
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        long start = Stopwatch.GetTimestamp();
        bool works;
        do works = Advance();
        while (works && Stopwatch.GetElapsedTime(start) < budget);
        return works;
    }

    /// <summary>Hands out the next detection.</summary>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    public bool TryRead(out KeywordDetection detection)
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        return _waiting.TryDequeue(out detection);
    }

    /// <summary>Forgets everything and starts a new stream at time 0.</summary>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    public void Reset()
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        _samples.Clear();
        _origin = _samples.Position;
        Restart(0);
        _waiting.Clear();
    }

    // One step through the whole pipeline; false if nothing waits.
    private bool Advance()
    {
        if (_waiting.Count >= MostWaiting) return false;
        if (_verifier is { IsBusy: true })
        {
            Verify(_verifier);
            return true;
        }
        ReadOnlySpan<float> heard = _samples.Peek(), samples = heard;
        int offered = samples.Length;
        ReadOnlySpan<float> outputs = _posteriors.Push(ref samples);
        _verifier?.Hear(heard[..^samples.Length]);
        _samples.Skip(offered - samples.Length);
        if (!outputs.IsEmpty)
        {
            PosteriorCode.Encode(outputs, _costs, _posteriors.IsPause ? _space : -1);
            foreach (KeywordDetector detector in _detectors)
            {
                if (detector.Push(_costs, _step, out KeywordMatch match)) Take(detector, match);
            }
            _step++;
            return true;
        }
        return offered > 0 || TryEnd();
    }

    private bool TryEnd()
    {
        if (!_samples.IsAtEnd) return false;
        foreach (KeywordDetector detector in _hasEnded ? [] : _detectors)
        {
            if (detector.Finish(_edge, _step, out KeywordMatch match)) Take(detector, match);
        }
        _hasEnded = true;
        if (_verifier is { IsBusy: true }) return true;
        _samples.NextUtterance();
        Restart(_samples.Position - _origin);
        return true;
    }

    private void Restart(long position)
    {
        _posteriors.Finish();
        foreach (KeywordDetector detector in _detectors) detector.Reset(_edge);
        _verifier?.Reset();
        (_step, _begin, _hasEnded) = (0, position, false);
    }

    // What has a voice is compared first.
    private void Take(KeywordDetector detector, in KeywordMatch match)
    {
        if (detector.Keyword.Voice is null) Report(detector, match, match.Score, float.NaN);
        else _verifier!.Add(new KeywordProposal(detector, match, match.FirstStep * _stepLength, match.EndStep * _stepLength));
    }

    // One window of a match.
    private void Verify(KeywordVerifier verifier)
    {
        if (!verifier.Advance(out KeywordProposal proposal, out float likeness) || likeness < KeywordWindows.LeastLikeness) return;
        float score = VoiceConfidence.LogOdds(proposal.Match.Score, likeness, (proposal.End - proposal.Start) / (float)_model.SampleRate);
        if (score >= proposal.Keyword.Threshold) Report(proposal.Detector, proposal.Match, score, likeness);
    }

    private void Report(KeywordDetector detector, in KeywordMatch match, float score, float likeness)
    {
        detector.Accept(match);
        _waiting.Enqueue(new KeywordDetection(detector.Keyword, TimeOf(match.FirstStep), TimeOf(match.EndStep), score) { Spelling = match.Score, Likeness = likeness });
    }

    private TimeSpan TimeOf(long step)
    {
        long position = Math.Min(_begin + step * _stepLength, _samples.Position - _origin);
        return new TimeSpan((long)((Int128)position * TimeSpan.TicksPerSecond / _model.SampleRate));
    }
}
