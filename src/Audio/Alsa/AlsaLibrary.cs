using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.Audio.Alsa;

/// <summary>Loading of alsa-lib and its errors.</summary>
internal static unsafe class AlsaLibrary
{
    /// <summary>Finds the library or says which package holds it.</summary>
    /// <exception cref="AudioDeviceException">It is not installed.</exception>
    public static void Require(string deviceName, string library = AlsaNative.Library)
    {
        if (NativeLibrary.TryLoad(library, out nint handle))
            NativeLibrary.Free(handle);
        else
            throw new AudioDeviceException(deviceName, $"{library} is not installed; it comes with the package libasound2 (Debian, Ubuntu; libasound2t64 on newer ones) or alsa-lib (Fedora, Arch)");
    }

    /// <summary>
    /// Keeps alsa-lib from writing to standard error on this thread; what went wrong is in the code it returns.
    /// Dispose gives the thread its handler back.
    /// </summary>
    public static QuietThread Quiet() => new(AlsaNative.SetThreadErrorHandler(&Ignore));

    /// <exception cref="AudioDeviceException"><paramref name="result"/> is an error of alsa-lib.</exception>
    public static void Check(int result, string deviceName, string problem)
    {
        if (result < 0)
            throw new AudioDeviceException(deviceName, $"{problem}: {Describe(result)}");
    }

    public static string Describe(int error) => $"{Marshal.PtrToStringUTF8(AlsaNative.ErrorText(error))} ({error})";

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(byte* file, int line, byte* function, int error, byte* format, nint arguments)
    {
    }

    public readonly ref struct QuietThread(nint previous)
    {
        public void Dispose() =>
            AlsaNative.SetThreadErrorHandler((delegate* unmanaged[Cdecl]<byte*, int, byte*, int, byte*, nint, void>)previous);
    }
}
