namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>A way to compare words: all that can be prepared of each is prepared, what is left is what one comparison costs.</summary>
/// <param name="name">For people.</param>
/// <param name="count">Number of words.</param>
internal abstract class WordDistance(string name, int count)
{
    public string Name => name;

    public int Count => count;

    /// <summary>The distances of word <paramref name="i"/> to the words from <paramref name="first"/> on; smaller is more alike. Called on several threads at once.</summary>
    public abstract void Run(int i, int first, Span<float> distances);
}
