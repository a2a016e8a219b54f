using System.Collections.Concurrent;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>
/// One thread that ticks the streams of all pages together. Every round gives each stream one step, so a page that floods its
/// stream slows down nobody but itself.
/// </summary>
internal sealed class RecognitionLoop : IDisposable
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(20), Nap = TimeSpan.FromMilliseconds(10);
    private readonly StreamBatch _batch;
    private readonly List<LiveStream> _streams = []; // Belongs to the thread.
    private readonly ConcurrentQueue<(LiveStream Stream, bool Joins)> _changes = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private readonly Action<Exception> _failed;

    /// <param name="model">A causal model.</param>
    /// <param name="failed">Called on the thread when it ends by an exception.</param>
    public RecognitionLoop(SpeechModel model, Action<Exception> failed)
    {
        _batch = new StreamBatch(model);
        _failed = failed;
        _thread = new Thread(Run) { Name = "recognition", IsBackground = true };
        _thread.Start();
    }

    public void Add(LiveStream stream) => _changes.Enqueue((stream, true));

    public void Remove(LiveStream stream) => _changes.Enqueue((stream, false));

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        // The exception is not swallowed: the server is stopped by it and reports it.
#pragma warning disable CA1031
        try
        {
            while (!_stop.IsSet)
            {
                ApplyChanges();
                bool works = _batch.Tick(Budget);
                foreach (LiveStream stream in _streams) works |= stream.Publish();
                if (!works) _stop.Wait(Nap);
            }
        }
        catch (Exception e)
        {
            _failed(e);
        }
#pragma warning restore CA1031
    }

    private void ApplyChanges()
    {
        while (_changes.TryDequeue(out (LiveStream Stream, bool Joins) change))
        {
            if (change.Joins)
            {
                _batch.Add(change.Stream.Recognizer);
                _streams.Add(change.Stream);
            }
            else
            {
                _batch.Remove(change.Stream.Recognizer);
                _streams.Remove(change.Stream);
            }
        }
    }
}
