using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// z = bias + v·W of twelve vectors, of which a piece is made beside each panel of another product. The other one has a single vector
/// and waits for its weights most of the time: what is multiplied meanwhile costs next to nothing. It is made in tiles of 12 × 32 sums, a
/// tile in several pieces of k, with the bits of <see cref="PanelMatrix.Product(float**, int, float*, nint, float*, nint, byte*, in Sweep)"/>.
/// </summary>
internal readonly unsafe ref struct SideProduct
{
    /// <summary>The vectors.</summary>
    public const int Vectors = 12;

    private const int TileColumns = 32;

    private readonly PanelMatrix? _matrix;
    private readonly ReadOnlySpan<float> _bias, _v;
    private readonly Span<float> _packed, _z;
    private readonly int _stride, _tiles;
    private readonly ref SideProgress _progress;

    /// <param name="matrix">W [K, N]; <see cref="IsFor"/> it.</param>
    /// <param name="bias">[padded columns].</param>
    /// <param name="v">[12, K].</param>
    /// <param name="packed">[K, 12], room for the vectors in the order in which they are read.</param>
    /// <param name="z">[12, stride]; its first columns are the sums as soon as <see cref="Finish"/> has returned.</param>
    /// <param name="stride">Distance of two rows of z, at least the padded columns.</param>
    /// <param name="progress">Becomes that of this product.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public SideProduct(PanelMatrix matrix, ReadOnlySpan<float> bias, ReadOnlySpan<float> v, Span<float> packed, Span<float> z, int stride, ref SideProgress progress)
    {
        int length = Vectors * matrix.Rows;
        if (!IsFor(matrix) || bias.Length < matrix.PaddedColumns || v.Length < length || packed.Length < length || stride < matrix.PaddedColumns || z.Length < Vectors * stride)
            throw new ArgumentException($"{Vectors} vectors beside another product, with {matrix.Precision} [{matrix.Rows}, {matrix.Columns}]: found bias {bias.Length}, vectors of {v.Length}, packed {packed.Length}, z {z.Length}, stride {stride}.");
        (_matrix, _stride, _tiles) = (matrix, stride, (matrix.Columns + TileColumns - 1) / TileColumns);
        _bias = bias;
        _v = v;
        _packed = packed;
        _z = z;
        _progress = ref progress;
        progress = default;
        fixed (float* pv = v, pp = packed) GemmPacking.PackPanel(new MatrixView(pv, matrix.Rows, 1), Vectors, matrix.Rows, pp, Vectors);
    }

    /// <summary>What has to be pinned while a <see cref="SidePiece"/> is multiplied.</summary>
    public ReadOnlySpan<float> Bias => _bias;

    /// <inheritdoc cref="Bias"/>
    public Span<float> Packed => _packed;

    /// <inheritdoc cref="Bias"/>
    public Span<float> Z => _z;

    /// <summary>Whether the products of a matrix can be made so.</summary>
    public static bool IsFor(PanelMatrix matrix) => matrix.Precision == WeightPrecision.Float32 && Vector512.IsHardwareAccelerated;

    /// <summary>Whether nothing is left to do, as there never is of the default one.</summary>
    public bool IsDone => _matrix is null || _progress.Tiles == _tiles;

    /// <summary>The next piece, of at most <paramref name="most"/> k; whoever asks multiplies it.</summary>
    /// <param name="most">Number of k.</param>
    /// <param name="bias">The address of <see cref="Bias"/>.</param>
    /// <param name="packed">That of <see cref="Packed"/>.</param>
    /// <param name="z">That of <see cref="Z"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SidePiece Next(int most, float* bias, float* packed, float* z)
    {
        int depth = _matrix!.Rows, tile = _progress.Tiles, k = _progress.Depth, count = Math.Min(most, depth - k);
        _progress = k + count == depth ? new() { Tiles = tile + 1 } : new() { Tiles = tile, Depth = k + count };
        float* w = (float*)_matrix.Data + (nint)(tile / 2) * depth * PanelMatrix.Width + tile % 2 * TileColumns + (nint)k * PanelMatrix.Width;
        bias += tile * TileColumns;
        z += tile * TileColumns;
        return k == 0 ? new(w, packed, count, bias, 0, z, _stride) : new(w, packed + (nint)k * Vectors, count, z, _stride, z, _stride);
    }

    /// <summary>Multiplies what is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Finish()
    {
        const int together = Vectors / 2;
        float** rows = stackalloc float*[together];
        fixed (float* bias = _bias, v = _v, packed = _packed, z = _z)
        {
            while (!IsDone)
            {
                int depth = _matrix!.Rows, k = _progress.Depth;
                SidePiece piece = Next(depth, bias, packed, z);
                for (int first = 0; first < Vectors; first += together)
                {
                    for (int r = 0; r < together; r++) rows[r] = v + (nint)(first + r) * depth + k;
                    PanelProductFloat32.HalfSix(piece.W, piece.Count, rows, piece.From + first * piece.FromStride, piece.FromStride, piece.Z + first * piece.Stride, piece.Stride);
                }
            }
        }
        GC.KeepAlive(_matrix);
    }
}
