using System.CommandLine;
using System.CommandLine.Parsing;

namespace Janitor.Cli.Commands;

/// <summary>A repeatable option of pairs, each with a key of its own: <c>--volume claim=dir</c>.</summary>
internal static class PairsOption
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="form">The form of a pair, as help shows it.</param>
    /// <param name="description">What it is for.</param>
    public static Option<string[]> Create(string name, string form, string description)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = form };
        option.Validators.Add(result =>
        {
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (var token in result.Tokens)
            {
                var equals = token.Value.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0 || equals == token.Value.Length - 1)
                    result.AddError($"{name}: \"{token.Value}\" is not of the form {form}");
                else if (!keys.Add(token.Value[..equals]))
                    result.AddError($"{name}: {token.Value[..equals]} is given twice; keep one of them");
            }
        });
        return option;
    }

    /// <summary>The pairs that were given.</summary>
    public static Dictionary<string, string> Read(OptionResult? result) =>
        (result?.Tokens ?? []).Select(token => token.Value.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
