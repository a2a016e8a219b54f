using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>
/// How a page learns a keyword: the sound of each example is kept until the last has come, then spellings and voice are made of
/// them, one keyword of a page at a time, on the thread of the sounds. Belongs to the connection.
/// </summary>
/// <param name="model">What listens.</param>
/// <param name="sounds">Where the work is done.</param>
/// <param name="memory">The page's sound.</param>
/// <param name="outbox">The page.</param>
internal sealed class KeywordEnrollment(SpeechModel model, WordSounds sounds, SoundMemory memory, Outbox outbox)
{
    // Around the word, as the spotter will hear it: the windows of its voice reach so far.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.5);

    private readonly List<float[]> _examples = [];
    private int _busy; // 1 while a keyword is being made.

    /// <summary>Takes an example; the page is told when the last has been learnt from, or why it cannot be.</summary>
    /// <exception cref="ArgumentException">An example out of turn, one whose sound is not kept any more, or a keyword while another is being made.</exception>
    public void Add(KeywordExample example)
    {
        if (example.Number == 1) _examples.Clear();
        if (example.Number != _examples.Count + 1) throw new ArgumentException($"Expected example {_examples.Count + 1} of the keyword, found example {example.Number}.", nameof(example));
        float[] sound = [];
        if (memory.Slice(SampleAt(example.Start - Margin), SampleAt(example.End + Margin), ref sound).Length < SampleAt(example.End - example.Start)) throw new ArgumentException($"The sound of example {example.Number} is not kept any more; say \"{example.Name}\" again.", nameof(example));
        _examples.Add(sound);
        if (example.Number < example.Count) return;
        float[][] examples = [.. _examples];
        _examples.Clear();
        if (Interlocked.CompareExchange(ref _busy, 1, 0) == 0)
        {
            if (sounds.TryRun(words => Learn(example.Name, examples, words))) return;
            Volatile.Write(ref _busy, 0);
        }
        throw new ArgumentException($"The program is busy with other keywords; learn \"{example.Name}\" again.", nameof(example));
    }

    private void Learn(string name, float[][] examples, EmbeddingModel words)
    {
        try
        {
            outbox.Post(LiveMessages.Learnt(KeywordEnroller.Enroll(model, name, examples, words: words)));
        }
        catch (ArgumentException e)
        {
            outbox.Post(LiveMessages.Error(Explained.Message(e), about: "learn")); // Nothing was heard that could be a word.
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private long SampleAt(TimeSpan time) => (long)(time.TotalSeconds * model.SampleRate);
}
