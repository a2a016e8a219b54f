namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Numbers as codes of one byte: as many values share a code as any other, and the code stands for their mean.</summary>
/// <remarks>Source: binning as in Federico and Bertoldi 2006. No more distinct values than codes are kept exactly.</remarks>
internal static class Quantizer
{
    /// <param name="values">Finite numbers.</param>
    /// <param name="codes">Number of codes, at most 256.</param>
    /// <returns>The code of each value, and what each code stands for.</returns>
    public static (byte[] Codes, float[] Book) Quantize(float[] values, int codes)
    {
        float[] book = new float[codes];
        byte[] result = new byte[values.Length];
        if (values.Length == 0) return (result, book);
        float[] distinct = [.. values.Distinct().Order()];
        float[] upper = distinct.Length <= codes ? distinct : Bins([.. values.Order()], codes); // Largest value of each code.
        double[] sums = new double[codes], counts = new double[codes];
        for (int i = 0; i < values.Length; i++)
        {
            int code = Array.BinarySearch(upper, values[i]);
            result[i] = (byte)Math.Min(code < 0 ? ~code : code, upper.Length - 1);
            sums[result[i]] += values[i];
            counts[result[i]]++;
        }
        for (int code = 0; code < codes; code++) book[code] = counts[code] > 0 ? (float)(sums[code] / counts[code]) : upper[Math.Min(code, upper.Length - 1)];
        return (result, book);
    }

    private static float[] Bins(float[] sorted, int codes) =>
        [.. Enumerable.Range(1, codes).Select(i => sorted[(int)((long)sorted.Length * i / codes) - 1]).Distinct()];
}
