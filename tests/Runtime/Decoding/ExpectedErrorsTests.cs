using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class ExpectedErrorsTests
{
    private const int Separator = 1;

    [Fact]
    public void The_reading_that_shares_the_most_words_is_found_though_another_is_more_probable()
    {
        // "x b" is the most probable text; but the first word is a rather than x, 0.55 against 0.45, and the second b.
        Assert.Equal(2, Best(("x b", 0.45), ("a d", 0.25), ("a b", 0.3)));
        Assert.Equal(0, Best(("x b", 0.8), ("a d", 0.1), ("a c", 0.1)));
    }

    [Fact]
    public void Of_readings_as_good_as_each_other_the_first_is_taken()
    {
        Assert.Equal(0, Best(("a", 0.5), ("b", 0.5)));
        Assert.Equal(0, Best(("a b", 1)));
    }

    [Fact]
    public void Random_readings_have_the_expected_errors_of_the_definition()
    {
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            (string Text, double Weight)[] readings = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (Words(random), random.NextDouble()))];
            double[] errors = [.. readings.Select(a => readings.Sum(b => b.Weight * Distance(Split(a.Text), Split(b.Text))))];
            Assert.Equal(errors.Min(), errors[Best(readings)], 1e-9);
        }
    }

    [Fact]
    public void It_is_used_again_without_memory_of_what_was_before_and_tells_when_it_is_full()
    {
        var errors = new ExpectedErrors(readings: 3, capacity: 1);
        for (int round = 0; round < 2; round++)
        {
            errors.Clear();
            Assert.False(errors.IsFull);
            errors.Add(Tokens("x b"), Separator, 0.45);
            errors.Add(Tokens("a d"), Separator, 0.25);
            errors.Add(Tokens("a b"), Separator, 0.3);
            Assert.True(errors.IsFull);
            Assert.Equal(2, errors.FindBest());
        }
    }

    private static int Best(params (string Text, double Weight)[] readings)
    {
        var errors = new ExpectedErrors(readings: 16, capacity: 4);
        foreach ((string text, double weight) in readings) errors.Add(Tokens(text), Separator, weight);
        return errors.FindBest();
    }

    private static string Words(Random random) => new([.. Enumerable.Range(0, random.Next(0, 14)).Select(_ => " abc"[random.Next(4)])]);

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static CtcToken[] Tokens(string text) => [.. text.Select(c => new CtcToken(c == ' ' ? Separator : c, 0, 0, 1, 1))];

    // Levenshtein's distance by its definition.
    private static int Distance(ReadOnlySpan<string> a, ReadOnlySpan<string> b)
    {
        if (a.IsEmpty || b.IsEmpty) return a.Length + b.Length;
        if (a[0] == b[0]) return Distance(a[1..], b[1..]);
        return 1 + Math.Min(Distance(a[1..], b[1..]), Math.Min(Distance(a[1..], b), Distance(a, b[1..])));
    }
}
