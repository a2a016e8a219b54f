namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Finds n-grams in sorted arrays.</summary>
internal static class NgramSearch
{
    /// <summary>Index of an n-gram, or -1.</summary>
    public static int Find(NgramLevel level, ReadOnlySpan<int> words)
    {
        (int low, int high) = (0, level.Count - 1);
        while (low <= high)
        {
            int middle = (low + high) >>> 1, comparison = level[middle].SequenceCompareTo(words);
            if (comparison == 0) return middle;
            (low, high) = comparison < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return -1;
    }

    /// <summary>Index in a part of a sorted array, or -1.</summary>
    public static int Find<T>(ReadOnlySpan<T> sorted, int start, int end, T value) where T : IComparable<T>
    {
        int found = sorted[start..end].BinarySearch(value);
        return found < 0 ? -1 : start + found;
    }
}
