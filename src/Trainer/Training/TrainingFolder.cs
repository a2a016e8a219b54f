namespace EmbeddedSeq.Trainer.Training;

/// <summary>
/// The folder of a training, held while it runs: two in one folder would write over each other's checkpoint. The hold is an open
/// file, so it goes with the process, whichever way that ends.
/// </summary>
public sealed class TrainingFolder : IDisposable
{
    private const string LockName = "training.lock";
    private readonly FileStream _lock;

    private TrainingFolder(FileStream held) => _lock = held;

    /// <summary>Takes a folder for a training.</summary>
    /// <param name="path">Where results go; made if missing.</param>
    /// <exception cref="IOException">A training runs in it, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static TrainingFolder Take(string path)
    {
        Make(path);
        string file = Path.Combine(path, LockName);
        try
        {
            return new TrainingFolder(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new IOException($"{path}: expected a folder in which no training runs, found one that holds {LockName}; wait until it ends, or train into another folder", e);
        }
    }

    /// <summary>Gives the folder free.</summary>
    public void Dispose() => _lock.Dispose();

    internal static void Make(string path)
    {
        if (File.Exists(path)) throw new IOException($"{path} cannot be written: expected a folder for the results, found a file");
        Directory.CreateDirectory(path);
    }
}
