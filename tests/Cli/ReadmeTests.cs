using System.Text.RegularExpressions;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>What README and docs say is true: code runs, recipes are read, commands and files exist.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string Readme = File.ReadAllText(Repository.File("README.md"));
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void It_is_short() => Assert.InRange(Readme.Split('\n').Length, 50, 250);

    [Fact]
    public void The_example_is_the_one_that_runs()
    {
        string source = File.ReadAllText(Repository.File("tests/Cli/ReadmeExample.cs"));
        string[] lines = source.Split('\n').SkipWhile(l => !l.Contains("<README>", StringComparison.Ordinal)).Skip(1).TakeWhile(l => !l.Contains("</README>", StringComparison.Ordinal)).ToArray();
        Assert.Equal(lines.Select(l => l.Length > 8 ? l[8..] : ""), Block("csharp").TrimEnd('\n').Split('\n'));
        Assert.InRange(lines.Length, 5, 10);
    }

    [Fact]
    public void The_example_runs()
    {
        var shown = new List<(string Text, bool IsFinal)>();
        ReadmeExample.Run(_bench.Model, _bench.Speak("speech.wav", "ab ba"), (text, isFinal) => shown.Add((text, isFinal)));
        Assert.Equal(("ab ba", true), shown[^1]);
        Assert.Contains(("a", false), shown);
    }

    [Fact]
    public void The_recipe_is_valid()
    {
        string recipe = Blocks("json").Single(b => b.Contains("\"network\"", StringComparison.Ordinal));
        Assert.Equal("mine", TrainingRecipe.Load(_bench.Write("recipe.json", recipe)).Name);
    }

    [Fact]
    public void Every_setting_of_a_recipe_is_described()
    {
        string docs = File.ReadAllText(Repository.File("docs/training.md"));
        Assert.All(Settings(typeof(TrainingRecipe)).Distinct(), s => Assert.Contains($"`{s}`", docs, StringComparison.Ordinal));
        docs += File.ReadAllText(Repository.File("docs/audio2vec.md"));
        Assert.All(Settings(typeof(EmbeddingRecipe)).Distinct(), s => Assert.Contains($"`{s}`", docs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_commands_and_their_options_exist()
    {
        string[][] commands = [.. CommandLine().Matches(Readme).Select(m => m.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.True(commands.Length >= 8);
        foreach (IGrouping<string, string[]> uses in commands.GroupBy(c => c[0]))
        {
            Outcome help = await Eseq.Run(uses.Key, "--help");
            Assert.Equal(0, help.ExitCode);
            Assert.All(uses.SelectMany(u => u).Where(w => w.StartsWith('-')), option => Assert.Contains(option, help.Output, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("samples/README.md")]
    [InlineData("docs/model-format.md")]
    [InlineData("docs/training.md")]
    [InlineData("docs/onnx.md")]
    [InlineData("docs/live.md")]
    [InlineData("docs/training-your-own.md")]
    [InlineData("docs/embedding.md")]
    [InlineData("docs/audio2vec.md")]
    [InlineData("docs/native-libraries.md")]
    [InlineData("docs/endpointing.md")]
    [InlineData("docs/alignment.md")]
    public void Links_lead_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Repository.File(page))!;
        IEnumerable<string> targets = Link().Matches(File.ReadAllText(Repository.File(page))).Select(m => m.Groups[1].Value).Where(t => !t.StartsWith("http", StringComparison.Ordinal));
        Assert.All(targets, t => Assert.True(Path.Exists(Path.Combine(folder, t)), $"{page} links to {t}, which does not exist"));
    }

    private static string Block(string language) => Assert.Single(Blocks(language));

    private static IEnumerable<string> Blocks(string language) => CodeBlock().Matches(Readme).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);

    /// <summary>Names of all settings below a type, as JSON has them.</summary>
    private static IEnumerable<string> Settings(Type type)
    {
        foreach (System.Reflection.PropertyInfo property in type.GetProperties().Where(p => p.SetMethod is not null))
        {
            yield return System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            Type inner = property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
            if (inner.IsClass && inner.Namespace!.StartsWith("EmbeddedSeq", StringComparison.Ordinal))
            {
                foreach (string name in Settings(inner)) yield return name;
            }
        }
    }

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^(?:eseq|dotnet run -c Release --project src/Cli --) (.+)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
