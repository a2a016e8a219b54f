using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Discrete Fourier transform of N real numbers, N a power of two: X_k = Σ_t x_t e^(−2πi·kt/N) for k = 0 … N/2. Immutable, shared by any number of threads.</summary>
/// <remarks>
/// Even samples are taken as real and odd ones as imaginary parts of M = N/2 complex numbers, which are transformed by
/// Stockham's self-sorting algorithm with radix 4 (Stockham 1966; one radix-2 pass when M is no power of 4) and then
/// taken apart by the symmetry of the spectra of real sequences. Absolute error: about 1e-7·√N times the largest |x|.
/// </remarks>
internal sealed unsafe class RealFft
{
    private readonly int _half;
    private readonly float[] _passTwiddles; // For each radix-4 pass and each of its butterflies w, w², w³ as (re, im).
    private readonly float[] _re, _im;      // e^(−2πi·k/N) for k = 0 … N/4.

    /// <param name="length">N, a power of two from 2 on.</param>
    public RealFft(int length)
    {
        if (length < 2 || (length & (length - 1)) != 0) throw new ArgumentOutOfRangeException(nameof(length), length, "Expected a power of two from 2 on.");
        (Length, _half) = (length, length / 2);
        var passes = new List<float>();
        for (int n = _half; n >= 4; n /= 4)
        {
            for (int p = 0; p < n / 4; p++)
            {
                for (int power = 1; power <= 3; power++)
                {
                    (double sin, double cos) = Math.SinCos(-2 * Math.PI * p * power / n);
                    passes.Add((float)cos);
                    passes.Add((float)sin);
                }
            }
        }
        _passTwiddles = [.. passes];
        _re = [.. Enumerable.Range(0, _half / 2 + 1).Select(k => (float)Math.Cos(-2 * Math.PI * k / length))];
        _im = [.. Enumerable.Range(0, _half / 2 + 1).Select(k => (float)Math.Sin(-2 * Math.PI * k / length))];
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>Number of bins of the result: N/2 + 1.</summary>
    public int Bins => _half + 1;

    /// <summary>Length of the working memory that the caller hands in.</summary>
    public int WorkLength => 2 * Length;

    /// <summary>Runs the transform. The four spans must be different memory.</summary>
    /// <param name="x">[N].</param>
    /// <param name="work">[WorkLength]; what is in it before does not matter.</param>
    /// <param name="re">[N/2 + 1], real parts.</param>
    /// <param name="im">[N/2 + 1], imaginary parts.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Transform(ReadOnlySpan<float> x, Span<float> work, Span<float> re, Span<float> im)
    {
        if (x.Length != Length || work.Length < WorkLength || re.Length != Bins || im.Length != Bins)
            throw new ArgumentException($"Transform of {Length} numbers: found x {x.Length}, work {work.Length}, re {re.Length}, im {im.Length}.");
        fixed (float* px = x, pw = work, pr = re, pi = im, twiddles = _passTwiddles)
        {
            float* from = pw, to = pw + Length, w = twiddles;
            Unpack(px, from, _half);
            int n = _half, stride = 1;
            for (; n >= 4; n /= 4, stride *= 4)
            {
                if (stride < 4) ScalarRadix4(from, to, w, n / 4, stride, _half);
                else VectorRadix4(from, to, w, n / 4, stride, _half);
                w += n / 4 * 6;
                float* swap = from;
                from = to;
                to = swap;
            }
            if (n == 2)
            {
                Radix2(from, to, _half);
                from = to;
            }
            TakeApart(from, pr, pi);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Unpack(float* x, float* z, int half)
    {
        for (int i = 0; i < half; i++)
        {
            z[i] = x[2 * i];
            z[half + i] = x[2 * i + 1];
        }
    }

    // One pass: butterfly p of `count` takes the elements p, p + count, p + 2·count, p + 3·count and writes 4p … 4p + 3,
    // each element being a run of `stride` complex numbers. Real parts lie in the first, imaginary in the second half.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScalarRadix4(float* from, float* to, float* w, int count, int stride, int half)
    {
        int quarter = count * stride;
        for (int p = 0; p < count; p++, w += 6)
        {
            for (int q = 0; q < stride; q++)
            {
                float* a = from + p * stride + q, y = to + 4 * p * stride + q;
                float sumR = a[0] + a[2 * quarter], sumI = a[half] + a[half + 2 * quarter];
                float differenceR = a[0] - a[2 * quarter], differenceI = a[half] - a[half + 2 * quarter];
                float oddSumR = a[quarter] + a[3 * quarter], oddSumI = a[half + quarter] + a[half + 3 * quarter];
                float oddDifferenceR = a[quarter] - a[3 * quarter], oddDifferenceI = a[half + quarter] - a[half + 3 * quarter];
                y[0] = sumR + oddSumR;
                y[half] = sumI + oddSumI;
                float bR = differenceR + oddDifferenceI, bI = differenceI - oddDifferenceR;
                y[stride] = w[0] * bR - w[1] * bI;
                y[half + stride] = w[0] * bI + w[1] * bR;
                float cR = sumR - oddSumR, cI = sumI - oddSumI;
                y[2 * stride] = w[2] * cR - w[3] * cI;
                y[half + 2 * stride] = w[2] * cI + w[3] * cR;
                float dR = differenceR - oddDifferenceI, dI = differenceI + oddDifferenceR;
                y[3 * stride] = w[4] * dR - w[5] * dI;
                y[half + 3 * stride] = w[4] * dI + w[5] * dR;
            }
        }
    }

    // The same, four neighbours of a run at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void VectorRadix4(float* from, float* to, float* w, int count, int stride, int half)
    {
        int quarter = count * stride;
        for (int p = 0; p < count; p++, w += 6)
        {
            for (int q = 0; q < stride; q += 4)
            {
                float* a = from + p * stride + q, y = to + 4 * p * stride + q;
                Vector128<float> aR = Vector128.Load(a), aI = Vector128.Load(a + half);
                Vector128<float> bR = Vector128.Load(a + quarter), bI = Vector128.Load(a + half + quarter);
                Vector128<float> cR = Vector128.Load(a + 2 * quarter), cI = Vector128.Load(a + half + 2 * quarter);
                Vector128<float> dR = Vector128.Load(a + 3 * quarter), dI = Vector128.Load(a + half + 3 * quarter);
                Vector128<float> sumR = aR + cR, sumI = aI + cI, differenceR = aR - cR, differenceI = aI - cI;
                Vector128<float> oddSumR = bR + dR, oddSumI = bI + dI, oddDifferenceR = bR - dR, oddDifferenceI = bI - dI;
                (sumR + oddSumR).Store(y);
                (sumI + oddSumI).Store(y + half);
                StoreProduct(w, differenceR + oddDifferenceI, differenceI - oddDifferenceR, y + stride, half);
                StoreProduct(w + 2, sumR - oddSumR, sumI - oddSumI, y + 2 * stride, half);
                StoreProduct(w + 4, differenceR - oddDifferenceI, differenceI + oddDifferenceR, y + 3 * stride, half);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreProduct(float* w, Vector128<float> re, Vector128<float> im, float* y, int half)
    {
        Vector128<float> wR = Vector128.Create(w[0]), wI = Vector128.Create(w[1]);
        (wR * re - wI * im).Store(y);
        (wR * im + wI * re).Store(y + half);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix2(float* from, float* to, int half)
    {
        int stride = half / 2;
        for (int i = 0; i < 2 * half; i += half)
        {
            for (int q = i; q < i + stride; q++)
            {
                (float a, float b) = (from[q], from[q + stride]);
                to[q] = a + b;
                to[q + stride] = a - b;
            }
        }
    }

    // X_k = E_k + w^k O_k with the spectra E of the even and O of the odd samples: E = (Z_k + Z*_(M−k)) / 2, O = (Z_k − Z*_(M−k)) / 2i.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeApart(float* z, float* re, float* im)
    {
        (re[0], im[0]) = (z[0] + z[_half], 0);
        (re[_half], im[_half]) = (z[0] - z[_half], 0);
        for (int k = 1, m = _half - 1; k <= m; k++, m--)
        {
            (float zR, float zI, float mR, float mI) = (z[k], z[_half + k], z[m], z[_half + m]);
            (float evenR, float evenI, float oddR, float oddI) = (0.5f * (zR + mR), 0.5f * (zI - mI), 0.5f * (zI + mI), 0.5f * (mR - zR));
            float turnedR = _re[k] * oddR - _im[k] * oddI, turnedI = _re[k] * oddI + _im[k] * oddR;
            (re[k], im[k]) = (evenR + turnedR, evenI + turnedI);
            (re[m], im[m]) = (evenR - turnedR, turnedI - evenI);
        }
    }
}
