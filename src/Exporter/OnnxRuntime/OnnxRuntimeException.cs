namespace EmbeddedSeq.Exporter.OnnxRuntime;

/// <summary>ONNX Runtime could not be loaded, or refused what it was asked to do. The message is a single line.</summary>
public sealed class OnnxRuntimeException : Exception
{
    /// <param name="message">What failed and what to do about it.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public OnnxRuntimeException(string message, Exception? inner = null) : base(message, inner) { }
}
