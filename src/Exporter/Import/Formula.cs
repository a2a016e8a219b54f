namespace EmbeddedSeq.Exporter.Import;

/// <summary>
/// What an operator makes of the output of a layer that is no layer by itself. A layer without an operator of its own is written
/// as several; the last of them looks at the formula and recognises the whole.
/// </summary>
internal sealed class Formula : Value
{
    private readonly string _subject;

    public Formula(string operation, IReadOnlyList<Value> operands, params IReadOnlyList<int> axes)
    {
        (Operation, Operands, Axes) = (operation, operands, axes);
        // Kept, not asked for: a hostile file may nest formulas as deep as it has nodes.
        _subject = (operands.OfType<Formula>().FirstOrDefault()?._subject ?? operands.FirstOrDefault(o => o is Signal)?.Description) ?? operands[0].Description;
    }

    /// <summary>The operator.</summary>
    public string Operation { get; }

    /// <summary>Its inputs.</summary>
    public IReadOnlyList<Value> Operands { get; }

    /// <summary>The axes that it works along, as the graph has them: they may be counted from the end.</summary>
    public IReadOnlyList<int> Axes { get; }

    public override string Description => $"what {Operation} makes of {_subject}, which is no layer here";

    public override Value Unsqueeze(IReadOnlyList<int> axes) => new Formula("Unsqueeze", [this], axes);

    public override Value Cast(bool toInteger) => toInteger ? throw Cannot("cast to integers") : this;
}
