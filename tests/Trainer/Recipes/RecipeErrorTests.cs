using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Tests.Recipes;

/// <summary>A recipe is written by hand: each slip gets a sentence about the recipe, not about the program that reads it.</summary>
public sealed class RecipeErrorTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("""{ "name": "a", "network": { "unitz": 3 }, "train": [{ "path": "m" }] }""", "line 1, column", "there is no setting network.unitz")]
    [InlineData("""{ "nam": "a" }""", "line 1, column", "there is no setting nam")]
    [InlineData("""{ "name": "a" }""", "", "expected the settings 'network', 'train', found none")]
    [InlineData("{\n\"name\": \"a\",\n\"network\": { \"units\": \"many\" }, \"train\": [{ \"path\": \"m\" }] }", "line 3, column", "network.units: expected a whole number")]
    [InlineData("""{ "name": 5 }""", "line 1, column 12", "name: expected a text")]
    [InlineData("""{ "name": "a", "train": "m" }""", "line 1, column", "train: expected a list")]
    [InlineData("""{ "name": "a", "dropout": "much" }""", "line 1, column", "dropout: expected a number")]
    [InlineData("""{ "name": "a", "network": { "units": 3, "units": 4 } }""", "", "there are two settings")]
    [InlineData("""{ "name": "", "network": {}, "train": [{ "path": "m" }] }""", "", "name must not be empty and have no slashes, found \"\"")]
    [InlineData("""{ "name": "a", "network": null, "train": [{ "path": "m" }] }""", "", "network must have a value, found null")]
    [InlineData("""{ "name": "a", "network": {}, "train": [{ "path": "m" }, null] }""", "", "train[1] must have a value, found null")]
    [InlineData("""{ "name": "a", "network": {}, "train": [{ "path": "m" }], "optimizer": { "decay": "slow" } }""", "line 1, column", "optimizer.decay: expected another kind of value, one of none, linear, cosine")]
    [InlineData("[]", "line 1, column", "expected a JSON object")]
    [InlineData("""{ "name": "a", "network": { "units": 1099511627776 }, "train": [{ "path": "m" }] }""", "line 1, column", "network.units: the number is too large or not of the right kind")]
    [InlineData("""{ "name": "a", "network": { "units": 1.5 }, "train": [{ "path": "m" }] }""", "line 1, column", "network.units: the number is too large or not of the right kind")]
    [InlineData("""{ "name": "a", "network": { "cell": "lstn" }, "train": [{ "path": "m" }] }""", "", "network.cell must be one of elman, elman-relu,")]
    [InlineData("{\n \"name\": }", "line 2, column", "not JSON")]
    [InlineData("null", "", "expected a JSON object, found null")]
    [InlineData("""{ "name": "a", "network": {}, "features": { "bands": 0 }, "train": [{ "path": "m" }] }""", "", "features.bands must be 1 to 1024, found 0")]
    [InlineData("""{ "name": "a", "network": {}, "characters": "abca", "train": [{ "path": "m" }] }""", "", "characters must be at least one and differ from each other, found \"abca\"")]
    public void Slips_are_explained(string json, string place, string problem)
    {
        File.WriteAllText(_path, json);

        string message = Assert.Throws<RecipeException>(() => TrainingRecipe.Load(_path)).Message;

        Assert.StartsWith(_path, message, StringComparison.Ordinal);
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain("EmbeddedSeq", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_json_is_told_of_every_kind_of_recipe()
    {
        File.WriteAllText(_path, """{ "name": "a", "task": "tag" """);
        Assert.Contains("line 1, column 30: not JSON", Assert.Throws<RecipeException>(() => TaskRecipe.IsTask(_path)).Message, StringComparison.Ordinal);
        Assert.Throws<RecipeException>(() => EmbeddingRecipe.IsOne(_path));
    }
}
