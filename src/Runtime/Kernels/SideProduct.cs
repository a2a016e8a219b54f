using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// z = bias + v·W of twelve vectors, of which a piece is made beside each panel of another product. The other one has a single vector
/// and waits for its weights most of the time: what is multiplied meanwhile costs next to nothing. It is made in tiles of 12 × 32 sums, a
/// tile in several pieces of k, with the bits of <see cref="PanelMatrix.Product(float**, int, float*, nint, float*, nint, byte*, Sweep)"/>.
/// </summary>
internal unsafe struct SideProduct
{
    /// <summary>The vectors.</summary>
    public const int Vectors = 12;

    private const int TileColumns = 32;

    private readonly float* _w, _v, _packed, _bias, _z;
    private readonly int _depth, _tiles;
    private readonly nint _stride;
    private int _tile, _k; // Where it stands.

    /// <param name="matrix">W [K, N]; <see cref="IsFor"/> it. The caller keeps it alive.</param>
    /// <param name="bias">[padded columns].</param>
    /// <param name="v">[12, K].</param>
    /// <param name="packed">[K, 12], room for the vectors in the order in which they are read.</param>
    /// <param name="z">[12, padded columns], rows <paramref name="stride"/> apart; whole as soon as <see cref="Finish"/> has returned.</param>
    /// <param name="stride">Distance of two rows of z.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SideProduct(PanelMatrix matrix, float* bias, float* v, float* packed, float* z, nint stride)
    {
        (_depth, _tiles, _stride) = (matrix.Rows, (matrix.Columns + TileColumns - 1) / TileColumns, stride);
        _w = (float*)matrix.Data;
        _bias = bias;
        _v = v;
        _packed = packed;
        _z = z;
        GemmPacking.PackPanel(new MatrixView(v, _depth, 1), Vectors, _depth, packed, Vectors);
    }

    /// <summary>Whether the products of a matrix can be made so.</summary>
    public static bool IsFor(PanelMatrix matrix) => matrix.Precision == WeightPrecision.Float32 && Vector512.IsHardwareAccelerated;

    public readonly bool IsDone => _tile == _tiles;

    /// <summary>The next piece, of at most <paramref name="most"/> k; whoever asks multiplies it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SidePiece Next(int most)
    {
        int count = Math.Min(most, _depth - _k);
        SidePiece piece = Piece(count);
        _k += count;
        if (_k == _depth) (_tile, _k) = (_tile + 1, 0);
        return piece;
    }

    /// <summary>Multiplies what is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Finish()
    {
        const int together = Vectors / 2;
        float** rows = stackalloc float*[together];
        while (!IsDone)
        {
            float* v = _v + _k;
            SidePiece piece = Next(_depth);
            for (int first = 0; first < Vectors; first += together)
            {
                for (int r = 0; r < together; r++) rows[r] = v + (nint)(first + r) * _depth;
                PanelProductFloat32.HalfSix(piece.W, piece.Count, rows, piece.From + first * piece.FromStride, piece.FromStride, piece.Z + first * _stride, _stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly SidePiece Piece(int count)
    {
        float* w = _w + (nint)(_tile / 2) * _depth * PanelMatrix.Width + _tile % 2 * TileColumns + (nint)_k * PanelMatrix.Width;
        float* z = _z + _tile * TileColumns;
        return _k == 0 ? new(w, _packed, count, _bias + _tile * TileColumns, 0, z, _stride) : new(w, _packed + (nint)_k * Vectors, count, z, _stride, z, _stride);
    }
}
