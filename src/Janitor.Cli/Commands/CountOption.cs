using System.CommandLine;
using System.Globalization;

namespace Janitor.Cli.Commands;

/// <summary>An option that is a number, from 1 on: <c>--transfers 32</c>.</summary>
internal static class CountOption
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for, with its range.</param>
    /// <param name="most">The most that it may be.</param>
    /// <param name="usual">What it is when it is not given.</param>
    public static Option<int> Create(string name, string description, int most, int usual)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most))
                result.AddError($"{name}: \"{result.Tokens[0].Value}\" is no number from 1 to {most}");
        });
        return option;
    }
}
