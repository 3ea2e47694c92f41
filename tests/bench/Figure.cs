using System.Globalization;

namespace Janitor.Bench;

/// <summary>Something that is measured once or several times, and what its median may be at most.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="unit">The unit of its values.</param>
/// <param name="most">What is asked: less than this.</param>
internal sealed class Figure(string name, string unit, double most)
{
    private readonly List<double> _values = [];

    /// <summary>More to know about it; printed, not judged.</summary>
    public string Note { get; set; } = string.Empty;

    public void Add(double value) => _values.Add(value);

    /// <summary>Prints a row, and says whether what was asked is met.</summary>
    public bool Print()
    {
        var median = _values.Order().ElementAt(_values.Count / 2);
        var met = median < most;
        var spread = _values.Count == 1 ? string.Empty : $"{Write(_values.Min())} to {Write(_values.Max())}";
        string[] remarks = [.. ((string[])[spread, Note]).Where(remark => remark.Length > 0)];
        var more = remarks.Length == 0 ? string.Empty : $"({string.Join("; ", remarks)})  ";
        Console.WriteLine($"  {(met ? "met   " : "MISSED")} {name,-40} {Write(median),9}  {more}(asked: below {Write(most)})");
        return met;
    }

    private string Write(double value) => $"{value.ToString(value < 10 && value % 1 != 0 ? "0.00" : "0", CultureInfo.InvariantCulture)} {unit}".TrimEnd();
}
