namespace EmbeddedSeq.Exporter.Import;

/// <summary>Numbers that stand in the graph, or follow from those and the shape of the input: weights (float) or integers (<see cref="Size"/>).</summary>
internal sealed class Constant<T> : Value
{
    /// <summary>So many numbers a constant may have: 512 MiB of weights. A file can ask for more with a few bytes.</summary>
    private const long Most = 1 << 27;

    /// <exception cref="UnsupportedGraphException">More or fewer numbers than the shape has.</exception>
    public Constant(IReadOnlyList<int> dims, T[] data)
    {
        CheckRank(dims.Count);
        if (Count(dims) != data.Length) throw new UnsupportedGraphException($"expected {Count(dims)} numbers for shape {Format(dims)}, found {data.Length}");
        (Dims, Data) = (dims, data);
    }

    public IReadOnlyList<int> Dims { get; }

    /// <summary>Row-major.</summary>
    public T[] Data { get; }

    public override IReadOnlyList<Size> Shape => [.. Dims.Select(d => new Size(d))];

    public override string Description => $"a constant {Format(Dims)}";

    /// <summary>Number of numbers of a shape.</summary>
    /// <exception cref="UnsupportedGraphException">A negative length, or too many numbers.</exception>
    public static long Count(IEnumerable<int> dims)
    {
        Int128 count = 1;
        foreach (int d in dims) count = d >= 0 ? Int128.Min(count * d, Most + 1) : throw new UnsupportedGraphException($"a length of {d}");
        return count <= Most ? (long)count : throw new UnsupportedGraphException($"a constant {Format(dims)}, expected at most {Most} numbers");
    }

    public override Value Transpose(IReadOnlyList<int>? order)
    {
        order ??= [.. Enumerable.Range(0, Dims.Count).Reverse()];
        CheckOrder(order, Dims.Count);
        int[] dims = [.. order.Select(o => Dims[o])], strides = [.. order.Select(o => (int)Count(Dims.Skip(o + 1)))];
        var data = new T[Data.Length];
        int[] at = new int[dims.Length];
        int source = 0;
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = Data[source];
            for (int axis = dims.Length - 1; axis >= 0; axis--) // Counts at up by one, and source with it.
            {
                source += strides[axis];
                if (++at[axis] < dims[axis]) break;
                source -= at[axis] * strides[axis];
                at[axis] = 0;
            }
        }
        return new Constant<T>(dims, data);
    }

    public override Value Reshape(IReadOnlyList<Size> shape)
    {
        int[] dims = [.. shape.Select(s => Length(s, allowRest: true))];
        int rest = Array.IndexOf(dims, -1);
        if (rest >= 0)
        {
            dims[rest] = 1;
            long others = Count(dims);
            dims[rest] = others > 0 && Data.Length % others == 0 ? (int)(Data.Length / others) : throw Cannot($"reshape to {Format(dims)}");
        }
        return new Constant<T>(dims, Data);
    }

    public override Value Squeeze(IReadOnlyList<int>? axes)
    {
        int[] gone = [.. axes?.Select(a => AxisAt(a, Dims.Count)) ?? Enumerable.Range(0, Dims.Count).Where(a => Dims[a] == 1)];
        if (gone.Any(a => Dims[a] != 1)) throw Cannot($"squeeze axes {Format(gone)} of");
        return new Constant<T>([.. Dims.Where((_, a) => !gone.Contains(a))], Data);
    }

    public override Value Unsqueeze(IReadOnlyList<int> axes)
    {
        int rank = CheckRank(Dims.Count + axes.Count);
        int[] added = [.. axes.Select(a => AxisAt(a, rank))];
        if (added.Distinct().Count() != added.Length) throw Cannot($"unsqueeze axes {Format(added)} of");
        var old = new Queue<int>(Dims);
        return new Constant<T>([.. Enumerable.Range(0, rank).Select(a => added.Contains(a) ? 1 : old.Dequeue())], Data);
    }

    public override Value Slice(int axis, Size start, Size end, long step)
    {
        axis = AxisAt(axis, Dims.Count);
        long length = Dims[axis], first = FromEnd(start.Known, length), last = FromEnd(end.Known, length);
        if (step == 0) throw Cannot("slice with step 0");
        (first, last) = step > 0 ? (Math.Clamp(first, 0, length), Math.Clamp(last, 0, length)) : (Math.Clamp(first, -1, length - 1), Math.Clamp(last, -1, length - 1));
        var indices = new List<int>();
        for (Int128 i = first; step > 0 ? i < last : i > last; i += step) indices.Add((int)i);
        return Select(axis, indices);
    }

    /// <summary>The elements at some places along an axis, side by side.</summary>
    public Constant<T> Select(int axis, IReadOnlyList<int> indices)
    {
        axis = AxisAt(axis, Dims.Count);
        int length = Dims[axis], outer = (int)Count(Dims.Take(axis)), inner = (int)Count(Dims.Skip(axis + 1));
        int[] dims = [.. Dims.Take(axis), indices.Count, .. Dims.Skip(axis + 1)];
        var data = new T[Count(dims)];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < indices.Count; i++)
            {
                if (indices[i] < 0 || indices[i] >= length) throw Cannot($"take element {indices[i]} along axis {axis} of");
                Data.AsSpan((o * length + indices[i]) * inner, inner).CopyTo(data.AsSpan((o * indices.Count + i) * inner));
            }
        }
        return new Constant<T>(dims, data);
    }

    /// <summary>Constants one behind the other along an axis.</summary>
    public static Constant<T> Concat(IReadOnlyList<Constant<T>> parts, long along)
    {
        int axis = AxisAt(along, parts[0].Dims.Count);
        bool Fits(Constant<T> part) => part.Dims.Count == parts[0].Dims.Count && part.Dims.Where((_, a) => a != axis).SequenceEqual(parts[0].Dims.Where((_, a) => a != axis));
        if (parts.FirstOrDefault(p => !Fits(p)) is { } other) throw new UnsupportedGraphException($"cannot join {parts[0].Description} and {other.Description} along axis {axis}");
        long length = parts.Sum(p => (long)p.Dims[axis]);
        int[] dims = [.. parts[0].Dims.Take(axis), (int)Math.Min(length, int.MaxValue), .. parts[0].Dims.Skip(axis + 1)];
        var data = new T[Count(dims)];
        int outer = (int)Count(dims.Take(axis)), inner = (int)Count(dims.Skip(axis + 1)), at = 0;
        for (int o = 0; o < outer; o++)
        {
            foreach (Constant<T> part in parts)
            {
                int size = part.Dims[axis] * inner;
                part.Data.AsSpan(o * size, size).CopyTo(data.AsSpan(at));
                at += size;
            }
        }
        return new Constant<T>(dims, data);
    }

    public override Value Cast(bool toInteger) => this switch
    {
        Constant<float> floats when toInteger => new Constant<Size>(Dims, [.. floats.Data.Select(x => new Size((long)x))]),
        Constant<Size> integers when !toInteger => new Constant<float>(Dims, [.. integers.Data.Select(x => (float)x.Known)]),
        _ => this,
    };

    public static string Format(IEnumerable<int> dims) => "[" + string.Join(", ", dims) + "]";

    internal static void CheckOrder(IReadOnlyList<int> order, int rank)
    {
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank))) throw new UnsupportedGraphException($"perm must name each of {rank} axes once, found {Format(order)}");
    }

    private static int Length(Size size, bool allowRest) =>
        size.Known is var length && length <= int.MaxValue && length >= (allowRest ? -1 : 0) ? (int)length : throw new UnsupportedGraphException($"a length of {length}");

    private static long FromEnd(long index, long length) => index < 0 ? Math.Max(index, -length - 1) + length : index;
}
