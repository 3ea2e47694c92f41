namespace Janitor.Bench;

/// <summary>A command to measure.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Arguments">The program and its arguments.</param>
internal sealed record Command(string Name, params string[] Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public override string ToString() => string.Join(' ', Arguments);
}
