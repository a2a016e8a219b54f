namespace EmbeddedSeq.GameLoop;

/// <summary>A room with somebody who walks where he is told to.</summary>
internal sealed class Scene
{
    private const int Width = 48, Height = 12, FramesPerStep = 6;
    private readonly byte[] _picture = new byte[(Width + 1) * Height + 16];
    private readonly Stream? _output;
    private int _velocityX, _velocityY, _frame;

    /// <param name="output">A terminal to draw on, or null.</param>
    public Scene(Stream? output) => _output = output;

    public int X { get; private set; } = Width / 2;

    public int Y { get; private set; } = Height / 2;

    public void Obey(Command command) => (_velocityX, _velocityY) = command switch
    {
        Command.Left => (-1, 0),
        Command.Right => (1, 0),
        Command.Up => (0, -1),
        Command.Down => (0, 1),
        _ => (0, 0),
    };

    /// <summary>One frame: moves and draws.</summary>
    public void Step()
    {
        if (++_frame % FramesPerStep != 0) return;
        X = Math.Clamp(X + _velocityX, 1, Width - 2);
        Y = Math.Clamp(Y + _velocityY, 1, Height - 2);
        _output?.Write(Draw());
    }

    private ReadOnlySpan<byte> Draw()
    {
        "\e[H"u8.CopyTo(_picture); // To the upper left corner: the picture is drawn over the last one.
        int at = 3;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++) _picture[at++] = (x, y) == (X, Y) ? (byte)'@' : y is 0 or Height - 1 ? (byte)'-' : x is 0 or Width - 1 ? (byte)'|' : (byte)' ';
            _picture[at++] = (byte)'\n';
        }
        return _picture.AsSpan(0, at);
    }
}
