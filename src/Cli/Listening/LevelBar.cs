namespace EmbeddedSeq.Cli.Listening;

/// <summary>Loudness as a row of characters.</summary>
internal static class LevelBar
{
    private const float Lowest = -90;

    /// <summary>A bar as long as it is loud, with a mark where the noise floor lies.</summary>
    /// <param name="level">Decibels, −90 to 0.</param>
    /// <param name="floor">The same.</param>
    /// <param name="width">Characters.</param>
    /// <param name="isUnicode">Whether the terminal can show blocks.</param>
    public static string Draw(float level, float floor, int width, bool isUnicode)
    {
        int reach = Place(level, width), mark = Math.Min(Place(floor, width), width - 1);
        (char full, char empty) = isUnicode ? ('█', '░') : ('#', '.');
        return string.Create(width, (reach, mark, full, empty), static (row, bar) =>
        {
            for (int i = 0; i < row.Length; i++) row[i] = i == bar.mark ? '|' : i < bar.reach ? bar.full : bar.empty;
        });
    }

    private static int Place(float decibels, int width) => (int)MathF.Round(Math.Clamp((decibels - Lowest) / -Lowest, 0, 1) * width);
}
