using System.Threading.Channels;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>
/// One thread that turns the words of all pages into vectors and learns their keywords, beside the recognition, which never waits for it. What it
/// cannot keep up with is left out: a map without some words does no harm.
/// </summary>
internal sealed class WordSounds : IDisposable
{
    private const int MostWaiting = 64; // Utterances and keywords.

    private readonly Channel<Action> _waiting = Channel.CreateBounded<Action>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private readonly AudioEmbedder _embedder;
    private readonly Task _work;
    private float[] _sound = [], _vectors = []; // Belong to the thread.

    public WordSounds(EmbeddingModel model)
    {
        _embedder = new AudioEmbedder(model);
        _work = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>What makes the vectors.</summary>
    public EmbeddingModel Model => _embedder.Model;

    /// <summary>Asks for the vectors of an utterance's words; the page gets them in a message of their own.</summary>
    /// <param name="page">Whom they are for.</param>
    /// <param name="utterance">Number of the utterance.</param>
    /// <param name="memory">The page's sound.</param>
    /// <param name="words">Samples of each word in it, all of which have come.</param>
    public void Post(Outbox page, int utterance, SoundMemory memory, (long Start, long End)[] words)
    {
        bool isTaken = _waiting.Writer.TryWrite(() => page.PostPassing(LiveMessages.Vectors(utterance, Embed(memory, words), Model.Dimension)));
        if (!isTaken) page.PostPassing(LiveMessages.Vectors(utterance, [], Model.Dimension)); // So that the page does not wait.
    }

    /// <summary>Does other work with the model.</summary>
    /// <returns>False if too much waits.</returns>
    public bool TryRun(Action<EmbeddingModel> work) => _waiting.Writer.TryWrite(() => work(Model));

    public void Dispose()
    {
        _waiting.Writer.Complete();
        _work.GetAwaiter().GetResult();
    }

    // The vectors one behind the other; none if it is so late that the sound of a word is not kept any more.
    private ReadOnlySpan<float> Embed(SoundMemory memory, (long Start, long End)[] words)
    {
        int length = words.Length * Model.Dimension;
        if (_vectors.Length < length) _vectors = new float[length];
        for (int i = 0; i < words.Length; i++)
        {
            (long start, long end) = words[i];
            ReadOnlySpan<float> sound = memory.Slice(start, end, ref _sound);
            if (sound.Length < end - start) return [];
            _embedder.Embed(sound, _vectors.AsSpan(i * Model.Dimension, Model.Dimension));
        }
        return _vectors.AsSpan(0, length);
    }

    private async Task Run()
    {
        await foreach (Action work in _waiting.Reader.ReadAllAsync()) work();
    }
}
