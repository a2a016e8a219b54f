using System.Text;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class ArpaTests
{
    /// <summary>Probabilities 1/10, 1/100, ... so that sums can be read off.</summary>
    internal const string Small = """
        made by hand

        \data\
        ngram 1=5
        ngram 2=3
        ngram 3=1

        \1-grams:
        -99 <s> -0.5
        -2 </s>
        -1 a -0.25
        -1.5 ab -0.125
        -3 <unk>

        \2-grams:
        -0.5 <s> a -0.0625
        -0.25 a ab
        -0.75 ab </s>

        \3-grams:
        -0.125 <s> a ab

        \end\
        """;

    [Theory]
    [InlineData("a ab", -0.5 - 0.125 - 0.75)]                    // <s> a; <s> a ab; ab </s>
    [InlineData("a a", -0.5 + -0.0625 - 0.25 - 1 + -0.25 - 2)]     // <s> a; back off twice to a; back off to </s>
    [InlineData("ab", -0.5 - 1.5 - 0.75)]
    [InlineData("what", -0.5 - 3 - 2)]
    [InlineData("", -0.5 - 2)]
    public void Scores_back_off_as_the_format_says(string words, double log10) =>
        Assert.Equal(log10, Load(Small).LogProbability(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)) / Math.Log(10), 1e-5);

    [Fact]
    public void The_context_is_the_longest_that_the_model_has()
    {
        NgramModel model = Load(Small);
        model.Score(model.StartContext, model.NumberOf("a"), out int next);
        Assert.Equal(-0.125, model.Score(next, model.NumberOf("ab"), out next) / Math.Log(10), 1e-5);
        Assert.Equal(-0.75, model.Score(next, Ngrams.End, out next) / Math.Log(10), 1e-5);
        model.Score(0, model.NumberOf("nobody"), out next);
        Assert.Equal(-1, model.Score(next, model.NumberOf("a"), out _) / Math.Log(10), 1e-5);
    }

    [Fact]
    public void Words_are_found_letter_by_letter_and_the_best_below_is_known()
    {
        WordTrie trie = Load(Small).Trie;
        int a = trie.Child(WordTrie.Root, 'a'), ab = trie.Child(a, 'b');
        Assert.True(trie.Word(a) > 0 && trie.Word(ab) > 0 && trie.Word(a) != trie.Word(ab));
        Assert.Equal(WordTrie.Nowhere, trie.Child(WordTrie.Root, 'b'));
        Assert.Equal(WordTrie.Nowhere, trie.Child(ab, 'a'));
        Assert.Equal(WordTrie.Nowhere, trie.Child(WordTrie.Nowhere, 'a'));
        Assert.Equal(-1, Load(Small).Hope(WordTrie.Root) / Math.Log(10), 1e-5);
        Assert.Equal(-1.5, Load(Small).Hope(ab) / Math.Log(10), 1e-5);
    }

    [Fact]
    public void Capitals_are_small_letters_unless_two_words_would_be_the_same()
    {
        string capitals = Small.Replace("<s>", "<S>", StringComparison.Ordinal).Replace("</s>", "</S>", StringComparison.Ordinal).Replace("<unk>", "<UNK>", StringComparison.Ordinal)
            .Replace(" ab", " AB", StringComparison.Ordinal).Replace(" a ", " A ", StringComparison.Ordinal);
        Assert.Contains("-0.125 <S> A AB", capitals, StringComparison.Ordinal);
        foreach (string text in new[] { "a ab", "a a", "what", "" })
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(Load(Small).LogProbability(words), Load(capitals).LogProbability(words));
        }
        string both = Small.Replace("ngram 1=5", "ngram 1=6", StringComparison.Ordinal).Replace("-1 a -0.25", "-1 a -0.25\n-2 A -0.25", StringComparison.Ordinal);
        Assert.True(Load(both).NumberOf("a") != Load(both).NumberOf("A") && Load(both).NumberOf("A") > 0);
    }

    [Theory]
    [InlineData("hello", "hello", 2, 1, "\\data\\")]
    [InlineData("ngram 1=5", "ngram 2=5", 4, 7, "ngram 1=COUNT")]
    [InlineData("ngram 1=5", "ngram 1=many", 4, 9, "a number of n-grams")]
    [InlineData("ngram 1=5", "ngram 1=6", 15, 1, "6 1-grams")]
    [InlineData("ngram 1=5", "ngram 1=4", 13, 1, "4 1-grams")]
    [InlineData("-1 a -0.25", "-x a -0.25", 11, 1, "a number")]
    [InlineData("-1 a -0.25", "-1 a NaN", 11, 6, "a number")]
    [InlineData("-1 a -0.25", "1 a -0.25", 11, 1, "at most 0")]
    [InlineData("-1 a -0.25", "-1", 11, 1, "1 word")]
    [InlineData("-1 a -0.25", "-1 a b c", 11, 1, "4 fields")]
    [InlineData("-1 a -0.25", "-1 ab -0.25", 12, 6, "each word once")]
    [InlineData("-1 a -0.25", "-1 <UNK> -0.25", 13, 4, "each word once")]
    [InlineData("-0.25 a ab", "-0.25 a ac", 17, 9, "among the 1-grams")]
    [InlineData("-0.125 <s> a ab", "-0.125 a a ab", 21, 8, "among the 2-grams")]
    [InlineData("-0.25 a ab", "-0.5 <s> a", 20, 1, "each 2-gram once")]
    [InlineData("\\2-grams:", "\\3-grams:", 15, 1, "\\2-grams:")]
    [InlineData("\\end\\", "", 23, 1, "\\end\\")]
    public void A_damaged_model_is_an_error_with_its_place(string text, string replacement, int line, int column, string expected)
    {
        string arpa = text == "hello" ? text : Small.Replace("\r", "", StringComparison.Ordinal).Replace(text, replacement, StringComparison.Ordinal);
        var e = Assert.Throws<TextFormatException>(() => Load(arpa));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (e.Line, e.Column));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Throws<TextFormatException>(() => ArpaReader.Read(new MemoryStream([.. Encoding.UTF8.GetBytes("\\data\\\nngram 1=1\n\n\\1-grams:\n-1 "), 0xFF, 0xFE, 10]), "bytes"));

    internal static NgramModel Load(string arpa) => NgramModel.Compile(ArpaReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(arpa)), "test"));
}
