using System.Text;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Data;

/// <summary>Brings texts of different corpora into one form, for training and for counting errors alike.</summary>
public static class TextNormalizer
{
    /// <summary>Lower case; all apostrophes the plain one; one space between words, none around.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c)) result.Append(TokenSpeller.Fold(c));
            else if (result.Length > 0 && result[^1] != ' ') result.Append(' ');
        }
        if (result.Length > 0 && result[^1] == ' ') result.Length--;
        return result.ToString();
    }
}
