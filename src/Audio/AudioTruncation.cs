namespace EmbeddedSeq.Audio;

/// <summary>A recording that ends before its header says, for example because a copy was interrupted. What is there can be read.</summary>
/// <param name="FileName">The file.</param>
/// <param name="Expected">Length that the header gives.</param>
/// <param name="Found">Length of what is there.</param>
public sealed record AudioTruncation(string FileName, TimeSpan Expected, TimeSpan Found)
{
    /// <summary>All of it in one line for people.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{FileName}: expected {Expected.TotalSeconds:F2} s of audio, as the header says, found {Found.TotalSeconds:F2} s: the file has been cut short");
}
