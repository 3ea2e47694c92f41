using System.Globalization;

namespace Janitor.Api;

/// <summary>One field of a schedule: its range, and the names that its numbers have.</summary>
internal sealed record CronField(string Name, int Lowest, int Highest, string[] Names)
{
    public string Expected => string.Create(
        CultureInfo.InvariantCulture,
        $"write *, a number from {Lowest} to {Highest}{(Names.Length == 0 ? "" : $" or a name such as {Names[1]}")}, a range as in {Lowest}-{Highest}, a step as in */2, or a list of these");

    /// <summary>Reads a list of ranges.</summary>
    /// <param name="text">The field as written.</param>
    /// <param name="values">Bit n is set when the field accepts n.</param>
    /// <param name="any">Whether it says "any": a star without a step.</param>
    public bool TryParse(string text, out ulong values, out bool any)
    {
        (values, any) = (0, false);
        foreach (var range in text.Split(','))
        {
            if (!TryParseRange(range, out var some, out var star))
                return false;
            values |= some;
            any |= star;
        }

        return true;
    }

    private bool TryParseRange(string text, out ulong values, out bool any)
    {
        (values, any) = (0, false);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var step = 1;
        if (slash >= 0 && !(TryNumber(text[(slash + 1)..], out step) && step > 0))
            return false;

        if (!TryBounds(slash < 0 ? text : text[..slash], slash >= 0, out var from, out var to, out var star))
            return false;
        any = star && step == 1;
        for (var value = from; value <= to; value += step)
            values |= 1UL << value;
        return true;
    }

    /// <summary>A single number with a step, <c>5/10</c>, means from there to the end.</summary>
    private bool TryBounds(string range, bool hasStep, out int from, out int to, out bool star)
    {
        (from, to, star) = (Lowest, Highest, range is "*" or "?");
        if (star)
            return true;
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash >= 0)
            return TryValue(range[..dash], out from) && TryValue(range[(dash + 1)..], out to) && from <= to;
        if (!TryValue(range, out from))
            return false;
        to = hasStep ? Highest : from;
        return true;
    }

    private bool TryValue(string text, out int value)
    {
        var name = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = name + Lowest;
        return name >= 0 || (TryNumber(text, out value) && value >= Lowest && value <= Highest);
    }

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
