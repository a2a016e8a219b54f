using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Training;

public sealed class TrainingFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eseq-folder-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_folder_has_one_training_at_a_time()
    {
        string path = Path.Combine(_folder.FullName, "run");
        using (TrainingFolder.Take(path))
        {
            // A refused one must not open the way for a third.
            Assert.Contains($"{path}: expected a folder in which no training runs", Assert.Throws<IOException>(() => TrainingFolder.Take(path)).Message, StringComparison.Ordinal);
            Assert.Throws<IOException>(() => TrainingFolder.Take(path));
            using TrainingFolder other = TrainingFolder.Take(Path.Combine(_folder.FullName, "other"));
        }
        Assert.Empty(Directory.EnumerateFiles(path));
        TrainingFolder.Take(path).Dispose();
    }

    [Fact]
    public void What_a_killed_training_left_behind_does_not_matter()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "training.lock"), "");
        TrainingFolder.Take(_folder.FullName).Dispose();
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        string path = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(path, "");
        Assert.Contains("expected a folder for the results, found a file", Assert.Throws<IOException>(() => TrainingFolder.Take(path)).Message, StringComparison.Ordinal);
    }
}
