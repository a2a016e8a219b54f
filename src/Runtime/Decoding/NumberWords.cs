namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>How numbers are said in English.</summary>
internal static class NumberWords
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>The readings of a number: as a number ("forty two") and, if it has several digits, digit by digit ("four two"). With a leading zero or more than nine digits only the latter.</summary>
    /// <param name="digits">0 to 9, at least one.</param>
    public static string[] Readings(string digits)
    {
        string spelled = string.Join(' ', digits.Select(d => Small[d - '0']));
        return digits.Length is 1 or > 9 || digits[0] == '0' ? [spelled] : [Cardinal(int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)), spelled];
    }

    /// <summary>A number from 0 to 999,999,999 without "and".</summary>
    public static string Cardinal(int number) => number switch
    {
        < 20 => Small[number],
        < 100 => Tens[number / 10] + Rest(number % 10),
        < 1000 => $"{Small[number / 100]} hundred{Rest(number % 100)}",
        < 1_000_000 => $"{Cardinal(number / 1000)} thousand{Rest(number % 1000)}",
        _ => $"{Cardinal(number / 1_000_000)} million{Rest(number % 1_000_000)}",
    };

    private static string Rest(int number) => number == 0 ? "" : " " + Cardinal(number);
}
