using Janitor.Engine;

namespace Janitor.Cli.Documents;

/// <summary>Where a document comes from, as errors name it: <c>policies.yaml document 2 (RetentionPolicy media/transcoder)</c>.</summary>
/// <param name="Text">The place in words.</param>
/// <param name="Lines">Where its fields stand.</param>
/// <param name="Root">The path of the document's content in <paramref name="Lines"/>: not empty for an item of a List.</param>
internal sealed record Place(string Text, LineMap Lines, string Root)
{
    /// <summary>The line of a mistake in its file.</summary>
    public int LineOf(FieldError error) =>
        Lines.Of(Root.Length == 0 || error.Field.Length == 0 ? Root + error.Field : $"{Root}.{error.Field}");

    /// <summary>A mistake with its document, line and field.</summary>
    public string Say(FieldError error) =>
        $"{Text}, line {LineOf(error)}:{(error.Field.Length == 0 ? string.Empty : $" {error.Field}:")} {error.Message}";
}
