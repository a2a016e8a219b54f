using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>Options that take a number within bounds.</summary>
internal static class RangeParser
{
    /// <summary>Makes any other number, and what is none, an error of usage.</summary>
    public static Option<T> Between<T>(this Option<T> option, T least, T most)
        where T : struct, INumber<T>
    {
        option.CustomParser = result =>
        {
            if (T.TryParse(result.Tokens[^1].Value, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most) return value;
            result.AddError(FormattableString.Invariant($"{option.Name} must be a number from {least} to {most}."));
            return default;
        };
        return option;
    }
}
