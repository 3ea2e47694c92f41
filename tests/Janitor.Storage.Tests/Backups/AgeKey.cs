using Janitor.TestBench;

namespace Janitor.Storage.Tests.Backups;

/// <summary>A pair of keys of age.</summary>
/// <param name="Identity">The secret one.</param>
/// <param name="Recipient">The public one.</param>
internal sealed record AgeKey(string Identity, string Recipient)
{
    public static async Task<AgeKey> MakeAsync()
    {
        var text = await Command.RunAsync("age-keygen", []);
        var recipient = text.Split('\n').Single(line => line.StartsWith("# public key: ", StringComparison.Ordinal));
        return new AgeKey(text, recipient["# public key: ".Length..].Trim());
    }
}
