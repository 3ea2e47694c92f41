namespace Janitor.Bench;

/// <summary>A command to measure.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="arguments">The program and its arguments.</param>
internal sealed class Command(string name, params string[] arguments)
{
    public string Name => name;

    public string[] Arguments { get; set; } = arguments;

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public override string ToString() => string.Join(' ', Arguments);
}
