namespace EmbeddedSeq.Exporter.Import;

/// <summary>The output of a stage, in whatever order of axes: an axis of the tensor is a product of axes of the signal, or none if its length is 1.</summary>
/// <param name="stage">What it is the output of.</param>
/// <param name="dims">What each axis of the tensor is made of, slowest first.</param>
/// <param name="isReversed">Whether the last step comes first.</param>
/// <param name="isLast">Whether the axis of the steps is gone and only the last step is left.</param>
internal sealed class Signal(Stage stage, IReadOnlyList<Axis[]> dims, bool isReversed = false, bool isLast = false) : Value
{
    public Stage Stage { get; } = stage;

    /// <summary>What each axis of the tensor is made of, slowest first.</summary>
    public IReadOnlyList<Axis[]> Dims { get; } = dims;

    /// <summary>Whether the last step comes first.</summary>
    public bool IsReversed { get; } = isReversed;

    /// <summary>Whether the axis of the steps is gone and only the last step is left.</summary>
    public bool IsLast { get; } = isLast;

    public override string Description => $"the output {Format()} of {Stage.Name}";

    public override IReadOnlyList<Size> Shape => [.. Dims.Select(SizeOf)];

    /// <summary>The same axes with those of the features replaced by the features of a new stage.</summary>
    /// <param name="next">A layer that works on each step by itself.</param>
    /// <param name="axis">Where the numbers of one step are to be.</param>
    /// <exception cref="UnsupportedGraphException">The signal is nothing that a layer can read.</exception>
    public Signal Next(Stage next, long axis = -1)
    {
        if (IsReversed) throw new UnsupportedGraphException($"reads {Description} in reverse order");
        int at = CheckReadable(axis);
        return new Signal(next, [.. Dims.Select((d, a) => a == at ? next.Features : d)], isLast: IsLast);
    }

    /// <summary>Checks that a layer can read the signal: the numbers of one step are one axis of the tensor.</summary>
    /// <returns>The axis, counted from the first.</returns>
    /// <exception cref="UnsupportedGraphException">It cannot.</exception>
    public int CheckReadable(long axis = -1)
    {
        if (Stage.IsReverse) throw new UnsupportedGraphException($"{Stage.Name} runs in reverse direction only; a layer runs forward or both ways");
        if (Stage.IsProbability) throw new UnsupportedGraphException($"reads the probabilities of {Stage.Name}; a softmax can only be the last layer");
        if (Dims.Count == 0 || Stage.Features.Length == 0) throw new UnsupportedGraphException($"expected the numbers of steps, found {Description}");
        int at = AxisAt(axis, Dims.Count);
        return Holds(at) ? at : throw new UnsupportedGraphException($"expected the numbers of one step on axis {at}, found {Description}");
    }

    /// <summary>Whether an axis of the tensor counts the numbers of one step, all of them and in order.</summary>
    public bool Holds(int axis) => Dims[axis].Where(a => a.Size != 1 || Stage.Features.Contains(a)).SequenceEqual(Stage.Features);

    /// <summary>Whether it says the same as another: two uses of one value need not be one object.</summary>
    public bool IsSame(Signal other) => ReferenceEquals(Stage, other.Stage) && (IsReversed, IsLast) == (other.IsReversed, other.IsLast) && Dims.Count == other.Dims.Count && Dims.Zip(other.Dims).All(d => d.First.SequenceEqual(d.Second));

    public override Value Transpose(IReadOnlyList<int>? order)
    {
        order ??= [.. Enumerable.Range(0, Dims.Count).Reverse()];
        Constant<float>.CheckOrder(order, Dims.Count);
        return With([.. order.Select(o => Dims[o])]);
    }

    public override Value Squeeze(IReadOnlyList<int>? axes)
    {
        int[] gone = [.. axes?.Select(a => AxisAt(a, Dims.Count)) ?? Enumerable.Range(0, Dims.Count).Where(a => SizeOf(Dims[a]) == 1)];
        if (gone.Any(a => SizeOf(Dims[a]) != 1)) throw Cannot($"squeeze axes {Constant<float>.Format(gone)} of");
        return With([.. Dims.Where((_, a) => !gone.Contains(a))]);
    }

    public override Value Unsqueeze(IReadOnlyList<int> axes)
    {
        int rank = CheckRank(Dims.Count + axes.Count);
        int[] added = [.. axes.Select(a => AxisAt(a, rank))];
        if (added.Distinct().Count() != added.Length) throw Cannot($"unsqueeze axes {Constant<float>.Format(added)} of");
        var old = new Queue<Axis[]>(Dims);
        return With([.. Enumerable.Range(0, rank).Select(a => added.Contains(a) ? [] : old.Dequeue())]);
    }

    public override Value Reshape(IReadOnlyList<Size> shape)
    {
        CheckRank(shape.Count);
        var axes = new LinkedList<Axis>(Dims.SelectMany(d => d));
        var dims = new Axis[shape.Count][];
        int rest = Enumerable.Range(0, shape.Count).FirstOrDefault(i => shape[i] == -1, -1);
        for (int i = 0; i < shape.Count && i != rest; i++) dims[i] = Take(axes, shape[i], fromEnd: false, shape);
        if (rest >= 0)
        {
            for (int i = shape.Count - 1; i > rest; i--) dims[i] = Take(axes, shape[i], fromEnd: true, shape);
            dims[rest] = [.. axes];
        }
        else if (axes.Any(a => a.Size != 1))
        {
            throw Misfit(shape);
        }
        return With(dims);
    }

    public override Value Slice(int axis, Size start, Size end, long step)
    {
        if (Stage.Layer is null) return new StateValue(null, $"a part of {Stage.Name}"); // A graph may take the states of all layers as one input.
        axis = AxisAt(axis, Dims.Count);
        Size size = SizeOf(Dims[axis]);
        if (step == 1 && start.IsKnown && start.Factor < 0 && size.IsKnown) start = Math.Max(0, start.Factor + size.Factor);
        bool toEnd = end == size || (end.IsKnown && end.Factor >= (size.IsKnown ? size.Factor : int.MaxValue));
        if (step == 1 && start == 0 && toEnd) return this;
        if (step == 1 && toEnd && Dims[axis] is [var along] && along == Stage.Steps && (size.IsKnown ? start == size.Factor - 1 : start == -1)) return LastStep(axis);
        if (step == -1 && Dims[axis] is [{ Kind: AxisKind.Open }] && start.IsKnown && start.Factor is -1 or >= int.MaxValue && end.IsKnown && end.Factor < int.MinValue + 2L) return Reverse(axis);
        if (step == 1 && Dims[axis] is [{ Kind: AxisKind.Directions }] && Stage.Halves is { } halves && start.IsKnown && end.IsKnown)
        {
            long first = start.Factor < 0 ? start.Factor + 2 : start.Factor, last = end.Factor < 0 ? end.Factor + 2 : Math.Min(end.Factor, 2);
            if (first is 0 or 1 && last == first + 1) return new Signal(first == 0 ? halves.Forward : halves.Reverse, [.. Dims.Select((d, a) => a == axis ? [] : d)], IsReversed, IsLast);
        }
        throw new UnsupportedGraphException($"takes a part along axis {axis} of {Description}; only the last step, or one direction of a bidirectional layer, can be taken out");
    }

    /// <summary>What a graph that has one result for a whole sequence goes on with. A model has a result at every step, of which that is the last.</summary>
    private Signal LastStep(int axis) => Stage.IsReverse || IsReversed
        ? throw new UnsupportedGraphException($"takes the last step of {Stage.Name}, which runs in reverse direction; only that of a layer that runs forward can be taken")
        : new Signal(Stage, [.. Dims.Select((d, a) => a == axis ? [] : d)], isLast: true);

    /// <summary>The steps from last to first.</summary>
    /// <param name="axis">The axis of the steps.</param>
    public Signal Reverse(int axis) => Dims[axis] is [{ Kind: AxisKind.Open }] ? new Signal(Stage, Dims, !IsReversed, IsLast) : throw Cannot($"reverse axis {axis} of");

    /// <summary>Signals side by side: only the two directions of one layer.</summary>
    public static Signal Concat(IReadOnlyList<Signal> parts, long along)
    {
        int axis = AxisAt(along, parts[0].Dims.Count);
        bool IsBeside(Signal s) => s.Dims.Count == parts[0].Dims.Count && s.IsReversed == parts[0].IsReversed && Enumerable.Range(0, s.Dims.Count).All(a => a == axis ? s.Dims[a].SequenceEqual(s.Stage.Features) : s.Dims[a].SequenceEqual(parts[0].Dims[a]));
        if (parts.Count != 2 || !parts.All(IsBeside)) throw new UnsupportedGraphException($"joins {string.Join(", ", parts.Select(p => p.Description))} along axis {axis}; only the two directions of a recurrent layer can be joined");
        var features = new Axis(AxisKind.Features, SizeOf(parts[0].Dims[axis]) * 2);
        return new Signal(Stage.Join(parts[0].Stage, parts[1].Stage, [features]), [.. parts[0].Dims.Select((d, a) => a == axis ? [features] : d)], parts[0].IsReversed, parts[0].IsLast);
    }

    private static Size SizeOf(IEnumerable<Axis> axes) => axes.Aggregate(new Size(1), (s, a) => s * a.Size);

    private Signal With(IReadOnlyList<Axis[]> dims) => new(Stage, dims, IsReversed, IsLast);

    /// <summary>Takes axes from one end until they have the length that is asked for.</summary>
    private Axis[] Take(LinkedList<Axis> axes, Size length, bool fromEnd, IReadOnlyList<Size> shape)
    {
        var taken = new LinkedList<Axis>();
        Size size = 1;
        while (axes.Count > 0 && (size != length || (length == 1 && taken.Count == 0 && Next().Size == 1)))
        {
            Axis axis = Next();
            if (fromEnd) axes.RemoveLast();
            else axes.RemoveFirst();
            if (fromEnd) taken.AddFirst(axis);
            else taken.AddLast(axis);
            size *= axis.Size;
        }
        return size == length ? [.. taken] : throw Misfit(shape);
        Axis Next() => fromEnd ? axes.Last!.Value : axes.First!.Value;
    }

    private UnsupportedGraphException Misfit(IReadOnlyList<Size> shape) => Cannot($"reshape to [{string.Join(", ", shape)}]");

    private string Format() => "[" + string.Join(", ", Shape) + "]";
}
