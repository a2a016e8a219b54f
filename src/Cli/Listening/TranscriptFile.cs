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
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly TranscriptFormat _format;
    private long _end, _length; // Where the next utterance goes; the file's end.
    private int _utterances;
    private byte[] _last = []; // What stands from _end on.

    /// <summary>Begins a file; one that is there is replaced.</summary>
    /// <param name="path">Its ending says in which format: see <see cref="Knows"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public TranscriptFile(string path)
    {
        (_path, _format) = (path, TranscriptFormat.ByEnding[Path.GetExtension(path)]);
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        try
        {
            Advance(Put(_format.Head));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Whether the ending is that of a format.</summary>
    public static bool Knows(string path) => TranscriptFormat.ByEnding.ContainsKey(Path.GetExtension(path));

    public override void Partial(in SpeechResult result, TimeSpan heard) => Write(result, heard, isLast: false);

    public override void Final(in SpeechResult result, TimeSpan heard) => Write(result, heard, isLast: true);

    public void Dispose() => _file.Dispose();

    private void Write(in SpeechResult result, TimeSpan heard, bool isLast)
    {
        try
        {
            string entry = _format.Entry(_utterances + 1, result, heard);
            long next = Put(entry.Length == 0 ? "" : (_utterances > 0 ? _format.Between : "") + entry);
            if (!isLast || entry.Length == 0) return;
            Advance(next);
            _utterances++;
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException) // The latter is .NET's answer to a file that would grow beyond what the system allows.
        {
            throw new IOException($"{_path} cannot be written any further: {e.Message}; what was said before is in it", e);
        }
    }

    private void Advance(long next) => (_end, _last) = (next, _last[(int)(next - _end)..]);

    // In one piece, with line breaks over what is left of a longer one, which are cut off afterwards. If it finds no room, what stood there stays.
    private long Put(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + _format.Foot);
        byte[] covering = [.. bytes, .. Enumerable.Repeat((byte)'\n', (int)Math.Max(0, _length - _end - bytes.Length))];
        try
        {
            RandomAccess.Write(_file, covering, _end);
        }
        catch
        {
            RandomAccess.Write(_file, _last, _end);
            RandomAccess.SetLength(_file, _end + _last.Length);
            throw;
        }
        _last = bytes;
        _length = _end + bytes.Length;
        if (covering.Length > bytes.Length) RandomAccess.SetLength(_file, _length);
        return _length - Encoding.UTF8.GetByteCount(_format.Foot);
    }
}
