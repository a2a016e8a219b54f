namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The lines of a list that people write.</summary>
internal static class PhraseLines
{
    /// <summary>The lines with something in them, with their numbers from 1; what follows a # is left out.</summary>
    public static IEnumerable<(string Line, int Number)> Split(string text)
    {
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            int comment = line.IndexOf('#', StringComparison.Ordinal);
            string kept = (comment < 0 ? line : line[..comment]).TrimEnd();
            if (kept.Trim('\uFEFF').Trim().Length > 0) yield return (number == 1 ? kept.TrimStart('\uFEFF') : kept, number);
        }
    }
}
