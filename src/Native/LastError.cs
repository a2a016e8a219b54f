using System.Text;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Native;

/// <summary>What went wrong in this thread's last call that failed.</summary>
internal static class LastError
{
    [ThreadStatic]
    private static byte[]? _message;

    /// <summary>The message in UTF-8; empty if nothing has failed.</summary>
    public static ReadOnlySpan<byte> Message => _message;

    /// <summary>Keeps the exception's message and gives its code.</summary>
    public static int Set(Exception e)
    {
        _message = Encoding.UTF8.GetBytes(e.Message.ReplaceLineEndings(" ")); // Some messages of .NET have two lines.
        return (int)CodeOf(e);
    }

    private static ErrorCode CodeOf(Exception e) => e switch
    {
        NativeException native => native.Code,
        ModelFormatException => ErrorCode.Model,
        StreamStateException => ErrorCode.State,
        TextFormatException => ErrorCode.Argument,
        IOException or UnauthorizedAccessException => ErrorCode.File,
        ArgumentException => ErrorCode.Argument,
        InvalidOperationException => ErrorCode.Busy, // How the recogniser reports two threads that exclude each other.
        ArithmeticException => ErrorCode.Overflow,
        _ => ErrorCode.Internal,
    };
}
