using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class PhraseListTests
{
    private static readonly ModelSpec English = RandomModel.Create(1, [8]).Spec;

    [Theory]
    [InlineData("go left", "go left")]
    [InlineData("Go  LEFT # a comment", "go left")]
    [InlineData("(turn|switch) [it] (on|off)", "turn it on|turn it off|turn on|turn off|switch it on|switch it off|switch on|switch off")]
    [InlineData("[please [do]] stop", "please do stop|please stop|stop")]
    [InlineData("(a|b [c|d])", "a|b c|b d|b")]
    [InlineData("channel 42", "channel forty two|channel four two")]
    [InlineData("7\n07", "seven|zero seven")]
    [InlineData("twenty-one o\u2019clock", "twenty one o'clock")]
    [InlineData("\uFEFFyes\r\n\r\n# nothing\r\nno\nyes", "yes|no")]
    [InlineData("left|right", "left|right")]
    public void Phrases_are_spelled_out(string text, string phrases) => Assert.Equal(phrases.Split('|'), PhraseList.Parse(text, English).Phrases);

    [Theory]
    [InlineData("", 1, 1, "at least one phrase")]
    [InlineData("# only this\n\n", 1, 1, "at least one phrase")]
    [InlineData("left\nright caf\u00E9", 2, 10, "'\u00E9' (U+00E9)")]
    [InlineData("left\nright!", 2, 6, "'!' (U+0021)")]
    [InlineData("a\tb\u0007", 1, 4, "U+0007")]
    [InlineData("turn (left|right", 1, 17, "the end of the phrase")]
    [InlineData("turn (left]", 1, 11, "']'")]
    [InlineData("turn left)", 1, 10, "without its opening bracket")]
    [InlineData("turn ()", 1, 6, "words between the brackets")]
    [InlineData("turn (left|)", 1, 7, "write [word]")]
    [InlineData("[please]\n[now]", -1, 0, "")]
    [InlineData("4th", 1, 2, "'t' (U+0074)")]
    [InlineData("r2d2", 1, 2, "a word without digits")]
    [InlineData("[a] [b] [c] [d] [e] [f] [g] [h] [i] [j] [k] [l] [m] [n] [o] [p] [q] [r]", 1, 65, "at most 100000 phrases")]
    public void What_is_wrong_is_named_with_line_and_column(string text, int line, int column, string expected)
    {
        if (line < 0)
        {
            Assert.Equal(["please", "now"], PhraseList.Parse(text, English).Phrases);
            return;
        }
        var e = Assert.Throws<TextFormatException>(() => PhraseList.Parse(text, English, source: "list.txt"));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Equal(("list.txt", line, column), (e.FileName, e.Line, e.Column));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    public void Brackets_may_be_32_deep(string open, string close)
    {
        Assert.Equal(["a"], PhraseList.Parse(Repeat(open, 32) + "a" + Repeat(close, 32), English).Phrases);
        foreach (string line in new[] { Repeat(open, 33) + "a" + Repeat(close, 33), Repeat(open, 100_000) })
        {
            foreach (Action parse in new Action[] { () => PhraseList.Parse(line, English), () => HotWords.Parse(line, English) })
            {
                var e = Assert.Throws<TextFormatException>(parse);
                Assert.Contains("at most 32 brackets in one another", e.Message, StringComparison.Ordinal);
                Assert.Equal((1, 33), (e.Line, e.Column));
            }
        }
    }

    // Some would be gigabytes.
    [Theory]
    [InlineData("(a|b) ", 16, "c ", 10_000)]
    [InlineData("((a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b))|", 12, "a", 12)]
    [InlineData("a ", 600_000, "(b|c)", 1)]
    [InlineData("(a|b) ", 100_000, "c", 1)]
    public void Too_much_is_refused_before_it_is_spelled_out(string first, int firstTimes, string second, int secondTimes)
    {
        var e = Assert.Throws<TextFormatException>(() => PhraseList.Parse(Repeat(first, firstTimes) + Repeat(second, secondTimes), English));
        Assert.Matches("at most (100000 phrases of one line|1000000 characters together)", e.Message);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    [Fact]
    public void A_model_without_letters_for_a_number_says_so()
    {
        var e = Assert.Throws<TextFormatException>(() => PhraseList.Parse("a 5", ToneModel.Weights().Spec));
        Assert.Contains("five", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a : much", 1, 4, "a boost")]
    [InlineData("a : 1000", 1, 4, "a boost")]
    [InlineData("a : NaN", 1, 4, "a boost")]
    [InlineData("a\n: 3", 2, 1, "at least one word")]
    [InlineData("a\nb\u00FC: 3", 2, 2, "characters that the model can write")]
    [InlineData("\n", 1, 1, "at least one hot word")]
    public void Hot_words_are_checked_as_well(string text, int line, int column, string expected)
    {
        var e = Assert.Throws<TextFormatException>(() => HotWords.Parse(text, English));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (e.Line, e.Column));
    }

    [Theory]
    [InlineData(0, "zero")]
    [InlineData(15, "fifteen")]
    [InlineData(90, "ninety")]
    [InlineData(305, "three hundred five")]
    [InlineData(1000, "one thousand")]
    [InlineData(12_345_678, "twelve million three hundred forty five thousand six hundred seventy eight")]
    public void Numbers_are_spelled_out(int number, string words) => Assert.Equal(words, NumberWords.Cardinal(number));
}
