using System.Text;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>Writes text files that are whole or not there.</summary>
internal static class TextOutput
{
    /// <summary>Writes UTF-8; a file that is there is replaced in one step.</summary>
    /// <exception cref="IOException">It cannot be written; the message names it.</exception>
    public static void Write(string path, string text)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new IOException($"{path} cannot be written: {e.Message}", e);
        }
    }
}
