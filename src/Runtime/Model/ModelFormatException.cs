namespace EmbeddedSeq.Runtime.Model;

/// <summary>A model or checkpoint file that is not what it has to be. The message names the file, the place in it, what was expected and what was found.</summary>
public sealed class ModelFormatException : Exception
{
    /// <param name="source">The file or, for a model that is not in a file yet, what is being built.</param>
    /// <param name="problem">What was expected, what was found and where.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public ModelFormatException(string source, string problem, Exception? inner = null)
        : base($"{source}: {problem}", inner) => FileName = source;

    /// <summary>The file at fault.</summary>
    public string FileName { get; }
}
