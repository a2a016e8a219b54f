using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime;

/// <content>What <see cref="StreamBatch"/> does in place of Tick, and <see cref="SpeechModel.Warmup"/> before it.</content>
public sealed partial class SpeechRecognizer
{
    /// <summary>In place of <see cref="Advance"/>: hands the next step over to be run together with those of other streams.</summary>
    /// <returns>Whether a step waits in the batch. Until <see cref="EndStep"/> no other call may use this stream.</returns>
    internal bool BeginStep(NetworkBatch batch)
    {
        ExclusiveUse.Use use = _ticking.Begin();
        bool hasStep = false;
        try
        {
            while (!hasStep && !_text.IsFull && (ReadStep() || TryCloseUtterance())) hasStep = _listening.TryRead(_step);
            if (hasStep) _network.Push(_step, batch);
        }
        finally
        {
            if (!hasStep) use.Dispose();
        }
        return hasStep;
    }

    /// <summary>Takes the outputs of the step that waited in the batch.</summary>
    internal void EndStep(ReadOnlySpan<float> outputs)
    {
        using ExclusiveUse.Use use = _ticking.Resume();
        Accept(outputs);
    }

    /// <summary>What Tick does behind the last step.</summary>
    internal void EndTick()
    {
        using (_ticking.Begin()) _text.WritePartial(Clock);
        ReportOverload();
    }

    /// <summary>Takes every path once, on a second of sound, a text with every token, the silence that ends an utterance and the end of the stream.</summary>
    internal void Rehearse()
    {
        int half = _model.SampleRate / 2;
        // The highest tone that there is: silence would not reach the network.
        Push((short[])[.. Enumerable.Range(0, half).Select(t => (short)(t % 2 * 8192))]);
        Push((float[])[.. Enumerable.Range(0, half).Select(t => t % 2 * 0.25f)]);
        Tick();
        _text.Rehearse(Clock);
        Push(new float[3 * half]);
        Tick();
        while (TryRead(out _)) { }
        EndUtterance();
        Tick();
        while (TryRead(out _)) { }
    }
}
