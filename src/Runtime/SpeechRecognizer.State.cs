using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime;

/// <content>The state of a stream as bytes: to go on later, in another process, or from the same place more than once.</content>
public sealed partial class SpeechRecognizer
{
    // Header: format, fingerprint of the model, fingerprint of the options, length and checksum of the rest.
    private const ulong StateFormat = 0x3130455441545345; // "ESTATE01"
    private const int StateHeader = 5 * sizeof(ulong);

    private int _maximumStateSize;

    /// <summary>Bytes that <see cref="SaveState"/> needs at most: some ten kilobytes and 20 for each step of the longest utterance, and of a bidirectional model also all inputs of the longest utterance.</summary>
    public int MaximumStateSize
    {
        get
        {
            if (_maximumStateSize == 0)
            {
                StateTransfer count = StateTransfer.Count();
                Transfer(ref count);
                _maximumStateSize = StateHeader + count.Position;
            }
            return _maximumStateSize;
        }
    }

    /// <summary>
    /// Processes all that waits and writes the state of the stream: features, network, text of the utterance that goes on, positions. Not in
    /// it are results that wait to be read, samples pushed after the call has begun, and the counts of refused and invalid samples. Allocates nothing after the first call.
    /// </summary>
    /// <param name="destination">Room for <see cref="MaximumStateSize"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">There is less room.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset; 8 final results wait to be read; or the
    /// phrase list was changed in the middle of the utterance.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public int SaveState(Span<byte> destination)
    {
        if (destination.Length < MaximumStateSize) throw new ArgumentException($"Expected room for {MaximumStateSize} bytes, found {destination.Length}.", nameof(destination));
        Tick();
        using ExclusiveUse.Use use = _ticking.Begin();
        if (_text.IsFull) throw new InvalidOperationException("Final results wait to be read: read them, then save the state.");
        StateTransfer state = StateTransfer.Save(destination[StateHeader..]);
        Transfer(ref state);
        Span<ulong> header = stackalloc ulong[StateHeader / sizeof(ulong)];
        DescribeState(destination.Slice(StateHeader, state.Position), header);
        for (int i = 0; i < header.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(destination[(i * sizeof(ulong))..], header[i]);
        return StateHeader + state.Position;
    }

    /// <summary>
    /// Goes on where a state was saved, by any recogniser on the same model with the same options, language model, phrases and hot words: what comes later is the same as
    /// there, times included. Samples and results that wait are thrown away, as by <see cref="Reset"/>.
    /// </summary>
    /// <param name="state">The bytes that <see cref="SaveState"/> has written. A checksum finds damage; who can forge it is trusted.</param>
    /// <exception cref="StreamStateException">Not a state, a damaged one, or one of another model or other options; the stream goes on as if nothing had been.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside Tick, TryRead or Reset.</exception>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        using ExclusiveUse.Use use = _ticking.Begin();
        CheckState(state);
        Clear();
        StateTransfer transfer = StateTransfer.Restore(state[StateHeader..]);
        try
        {
            Transfer(ref transfer);
        }
        catch
        {
            Clear(); // Forged: nothing half restored is left.
            throw;
        }
    }

    private void Transfer(ref StateTransfer state)
    {
        long position = Clock.End;
        state.Value(ref position);
        state.Value(ref _soundStart);
        state.Value(ref _utteranceStart);
        if (state.IsRestoring) _origin = _samples.Position - position;
        _features.Transfer(ref state);
        _listening.Transfer(ref state);
        _network.Transfer(ref state, _maximumSteps);
        _text.Transfer(ref state, _maximumSteps);
    }

    private void CheckState(ReadOnlySpan<byte> state)
    {
        if (state.Length < StateHeader) throw new StreamStateException($"expected at least {StateHeader} bytes, found {state.Length}");
        Span<ulong> header = stackalloc ulong[StateHeader / sizeof(ulong)];
        DescribeState(state[StateHeader..], header);
        for (int i = 0; i < header.Length; i++)
        {
            ulong found = BinaryPrimitives.ReadUInt64LittleEndian(state[(i * sizeof(ulong))..]);
            if (found != header[i]) throw new StreamStateException(Problem(i, found, header[i]));
        }
    }

    private string Problem(int place, ulong found, ulong expected) => place switch
    {
        0 => "expected bytes that SaveState has written, found something else",
        1 => $"expected one saved on the model {_model.Spec.Name} as it is loaded here, found one of another model",
        2 => "expected one saved with the options, language model, phrases and hot words of this recogniser, found one of others",
        3 => $"expected {found} bytes behind the header, found {expected}",
        _ => "expected the bytes as they were saved, found damaged ones",
    };

    private void DescribeState(ReadOnlySpan<byte> state, Span<ulong> header)
    {
        header[0] = StateFormat;
        header[1] = _model.Fingerprint;
        header[2] = Fingerprint();
        header[3] = (ulong)state.Length;
        header[4] = Checksum.Of(state);
    }

    // Of all that decides what the bytes mean and what comes of them.
    private ulong Fingerprint()
    {
        EndpointRules rules = _options.Rules(_model);
        ReadOnlySpan<long> parts = [rules.SilenceBeforeSpeech, rules.SilenceAfterSpeech, rules.FalseStart, _options.PreRoll.Ticks, _maximumSteps, (long)_text.Fingerprint];
        return Checksum.Of(MemoryMarshal.AsBytes(parts));
    }
}
