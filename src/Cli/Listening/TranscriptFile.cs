using System.Text;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;
using Microsoft.Win32.SafeHandles;

namespace EmbeddedSeq.Cli.Listening;

/// <summary>
/// A transcript that is a whole file at any moment, also after a kill: every result, also one that may still change, is written in one
/// piece over the end of the file, where the last one that was not final stands.
/// </summary>
internal sealed class TranscriptFile : Transcript, IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly TranscriptFormat _format;
    private long _end, _length; // Where the next utterance goes; the file's end.
    private int _utterances;

    /// <summary>Begins a file; one that is there is replaced.</summary>
    /// <param name="path">Its ending says in which format: see <see cref="Knows"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public TranscriptFile(string path)
    {
        _format = TranscriptFormat.ByEnding[Path.GetExtension(path)];
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        _end = Put(_format.Head);
    }

    /// <summary>Whether the ending is that of a format.</summary>
    public static bool Knows(string path) => TranscriptFormat.ByEnding.ContainsKey(Path.GetExtension(path));

    public override void Partial(in SpeechResult result, TimeSpan heard) => Write(result, heard, isLast: false);

    public override void Final(in SpeechResult result, TimeSpan heard) => Write(result, heard, isLast: true);

    public void Dispose() => _file.Dispose();

    private void Write(in SpeechResult result, TimeSpan heard, bool isLast)
    {
        long next = Put((_utterances > 0 ? _format.Between : "") + _format.Entry(_utterances + 1, result, heard));
        if (isLast) (_end, _utterances) = (next, _utterances + 1);
    }

    // In one piece, with line breaks over what is left of a longer one, which are cut off afterwards.
    private long Put(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + _format.Foot);
        byte[] covering = [.. bytes, .. Enumerable.Repeat((byte)'\n', (int)Math.Max(0, _length - _end - bytes.Length))];
        RandomAccess.Write(_file, covering, _end);
        _length = _end + bytes.Length;
        if (covering.Length > bytes.Length) RandomAccess.SetLength(_file, _length);
        return _length - Encoding.UTF8.GetByteCount(_format.Foot);
    }
}
