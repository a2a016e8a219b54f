using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Reads tokens out of log-probabilities, step by step. Token 0 is the blank. Not for two threads at once.</summary>
internal abstract class CtcDecoder
{
    /// <summary>Steps of this text.</summary>
    public int Steps { get; protected set; }

    /// <summary>Whether the best reading of this text has a token, shown or not.</summary>
    public abstract bool HasTokens { get; }

    /// <summary>What is known of the best reading so far, once it has ended all of it; valid until the next call.</summary>
    public abstract ReadOnlySpan<CtcToken> Tokens { get; }

    /// <summary>How many of <see cref="Tokens"/>, from the first on, will stay whatever follows.</summary>
    public abstract int Committed { get; }

    /// <summary>Takes the next steps.</summary>
    /// <param name="logProbabilities">[T, V], natural logarithms.</param>
    /// <returns>Whether <see cref="Tokens"/> are others than before.</returns>
    /// <exception cref="ArithmeticException">A number is NaN: the network has overflowed.</exception>
    public abstract bool Push(ReadOnlySpan<float> logProbabilities);

    /// <summary>The text ends here: what is best then is the reading.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>Begins a new text while the sound goes on: a token that has been written is not written again because its run is cut.</summary>
    public abstract void BeginText();

    /// <summary>Saves or restores the state.</summary>
    /// <param name="state">Of the transfer.</param>
    /// <param name="mostSteps">Of a text.</param>
    public abstract void Transfer(ref StateTransfer state, int mostSteps);

    /// <summary>Back to the start of a sound.</summary>
    public abstract void Reset();

    /// <summary>Refuses what a network that has overflowed puts out.</summary>
    protected void ThrowIfNaN(float largest)
    {
        if (float.IsNaN(largest)) throw new ArithmeticException($"Step {Steps}: expected log-probabilities, found NaN: the network's weights are so large that it overflows.");
    }
}
