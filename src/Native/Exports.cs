using System.Runtime.InteropServices;
using System.Text;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Native;

/// <summary>READ FIRST: the functions of include/eseq.h, which documents them. No exception leaves them; each becomes a code and a message.</summary>
internal static unsafe partial class Exports
{
    private const string Model = "model", Stream = "stream", LanguageModel = "language model", RecurrentModel = "recurrent language model";
    private static readonly HandleTable Handles = new();
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    // What nobody foresaw must not bring a foreign process down either: it is reported as an internal error.
#pragma warning disable CA1031

    [UnmanagedCallersOnly(EntryPoint = "eseq_load")]
    public static int Load(byte* path, ulong* model)
    {
        try
        {
            if (model is null) throw Null("model");
            *model = 0;
            SpeechModel loaded = SpeechModel.Load(Text(path, "path"));
            loaded.Warmup();
            *model = Handles.Add(loaded);
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_sample_rate")]
    public static int SampleRate(ulong model)
    {
        try
        {
            return Handles.Get<SpeechModel>(model, Model).SampleRate;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_create")]
    public static int Create(ulong model, NativeOptions* options, ulong* stream)
    {
        try
        {
            if (stream is null) throw Null("stream");
            *stream = 0;
            SpeechModel speech = Handles.Get<SpeechModel>(model, Model);
            *stream = Handles.Add(new NativeStream(speech, options is null ? new SpeechRecognizerOptions() : Options(*options, speech)));
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_push")]
    public static int Push(ulong stream, float* samples, int count)
    {
        try
        {
            return Handles.Get<NativeStream>(stream, Stream).Recognizer.Push(Block(samples, count, "samples"));
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_push_i16")]
    public static int PushInt16(ulong stream, short* samples, int count)
    {
        try
        {
            return Handles.Get<NativeStream>(stream, Stream).Recognizer.Push(Block(samples, count, "samples"));
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_tick")]
    public static int Tick(ulong stream, long budget)
    {
        try
        {
            TimeSpan time = budget is < 0 or > long.MaxValue / TimeSpan.TicksPerMicrosecond ? TimeSpan.MaxValue : TimeSpan.FromTicks(budget * TimeSpan.TicksPerMicrosecond);
            return Handles.Get<NativeStream>(stream, Stream).Recognizer.Tick(time) ? 1 : 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_read")]
    public static int Read(ulong stream, NativeResult* result, byte* text, int capacity, NativeWord* words, int wordCapacity)
    {
        try
        {
            if (result is null) throw Null("result");
            return Handles.Get<NativeStream>(stream, Stream).Read(out *result, Block(text, capacity, "text"), Block(words, wordCapacity, "words")) ? 1 : 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_flush")]
    public static int Flush(ulong stream, NativeResult* result, byte* text, int capacity, NativeWord* words, int wordCapacity)
    {
        try
        {
            if (result is null) throw Null("result");
            Handles.Get<NativeStream>(stream, Stream).Flush(out *result, Block(text, capacity, "text"), Block(words, wordCapacity, "words"));
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_end")]
    public static int End(ulong stream)
    {
        try
        {
            Handles.Get<NativeStream>(stream, Stream).Recognizer.EndUtterance();
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_reset")]
    public static int Reset(ulong stream)
    {
        try
        {
            Handles.Get<NativeStream>(stream, Stream).Reset();
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_destroy")]
    public static int Destroy(ulong handle)
    {
        try
        {
            Handles.Remove(handle);
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }
#pragma warning restore CA1031

    [UnmanagedCallersOnly(EntryPoint = "eseq_last_error")]
    public static int GetLastError(byte* text, int capacity)
    {
        ReadOnlySpan<byte> message = LastError.Message;
        if (text is not null && capacity > 0)
        {
            int length = Math.Min(message.Length, capacity - 1);
            while (length > 0 && length < message.Length && (message[length] & 0xC0) == 0x80) length--; // Not in the middle of a character.
            message[..length].CopyTo(new Span<byte>(text, length));
            text[length] = 0;
        }
        return message.Length;
    }

    private static Span<T> Block<T>(T* start, int count, string name)
        where T : unmanaged
    {
        if (count < 0) throw new NativeException(ErrorCode.Argument, $"{name}: expected a count of 0 or more, found {count}");
        if (start is null && count > 0) throw Null(name);
        return new Span<T>(start, count);
    }

    private static string Text(byte* text, string name)
    {
        if (text is null) throw Null(name);
        try
        {
            return StrictUtf8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        }
        catch (DecoderFallbackException e)
        {
            throw new NativeException(ErrorCode.Argument, $"{name}: expected UTF-8, found other bytes at {e.Index}");
        }
    }

    private static NativeException Null(string name) => new(ErrorCode.Argument, $"{name}: expected a pointer, found null");
}
