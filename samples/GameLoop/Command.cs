namespace EmbeddedSeq.GameLoop;

/// <summary>What a player can say.</summary>
internal enum Command
{
    None,
    Left,
    Right,
    Up,
    Down,
    Stop,
}
