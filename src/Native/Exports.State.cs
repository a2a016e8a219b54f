using System.Runtime.InteropServices;

namespace EmbeddedSeq.Native;

/// <content>The state of a stream as bytes.</content>
internal static unsafe partial class Exports
{
#pragma warning disable CA1031 // As in the rest: no exception leaves.

    [UnmanagedCallersOnly(EntryPoint = "eseq_state_size")]
    public static int StateSize(ulong stream)
    {
        try
        {
            return Handles.Get<NativeStream>(stream, Stream).Recognizer.MaximumStateSize;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_save")]
    public static int Save(ulong stream, byte* state, int capacity)
    {
        try
        {
            NativeStream from = Handles.Get<NativeStream>(stream, Stream);
            Span<byte> room = Block(state, capacity, "state");
            if (room.Length < from.Recognizer.MaximumStateSize) throw new NativeException(ErrorCode.Buffer, $"state: expected room for {from.Recognizer.MaximumStateSize} bytes, found {room.Length}");
            return from.Recognizer.SaveState(room);
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_restore")]
    public static int Restore(ulong stream, byte* state, int length)
    {
        try
        {
            Handles.Get<NativeStream>(stream, Stream).Restore(Block(state, length, "state"));
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }
#pragma warning restore CA1031
}
