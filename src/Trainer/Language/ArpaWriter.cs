using System.Globalization;
using System.Text;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Trainer.Language;

/// <summary>Writes a back-off model as ARPA, which SRILM, KenLM and others read.</summary>
internal static class ArpaWriter
{
    private static readonly double Log10E = Math.Log10(Math.E);

    /// <summary>Writes a file in one step.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save(Ngrams model, string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        Write(model, writer);
    });

    /// <summary>Writes a model.</summary>
    public static void Write(Ngrams model, TextWriter writer)
    {
        writer.WriteLine("\\data\\");
        foreach (NgramLevel level in model.Levels) writer.WriteLine($"ngram {level.Order}={level.Count}");
        foreach (NgramLevel level in model.Levels)
        {
            writer.WriteLine();
            writer.WriteLine($"\\{level.Order}-grams:");
            for (int i = 0; i < level.Count; i++)
            {
                writer.Write(Log10(level.Probability[i]));
                for (int w = 0; w < level.Order; w++)
                {
                    writer.Write(w == 0 ? '\t' : ' ');
                    writer.Write(model.Words[level[i][w]]);
                }
                if (level.Backoff.Length > 0 && level.Backoff[i] != 0) writer.Write("\t" + Log10(level.Backoff[i]));
                writer.WriteLine();
            }
        }
        writer.WriteLine();
        writer.WriteLine("\\end\\");
    }

    private static string Log10(double log) => (log * Log10E).ToString("0.######", CultureInfo.InvariantCulture);
}
