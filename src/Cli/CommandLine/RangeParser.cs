using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>Options that take a number, or numbers, within bounds.</summary>
internal static class RangeParser
{
    /// <summary>Makes any other number, and what is none, an error of usage.</summary>
    public static Option<T> Between<T>(this Option<T> option, T least, T most)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Parse(result, result.Tokens[^1], option, least, most);
        return option;
    }

    /// <inheritdoc cref="Between{T}(Option{T}, T, T)"/>
    public static Option<T?> Between<T>(this Option<T?> option, T least, T most)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Parse(result, result.Tokens[^1], option, least, most);
        return option;
    }

    /// <inheritdoc cref="Between{T}(Option{T}, T, T)"/>
    public static Option<T[]> EachBetween<T>(this Option<T[]> option, T least, T most)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => [.. result.Tokens.Select(token => Parse(result, token, option, least, most))];
        return option;
    }

    private static T Parse<T>(ArgumentResult result, Token token, Option option, T least, T most)
        where T : struct, INumber<T>
    {
        if (T.TryParse(token.Value, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most) return value;
        result.AddError(FormattableString.Invariant($"{option.Name} must be a number from {least} to {most}."));
        return default;
    }
}
