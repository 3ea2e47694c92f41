using System.Text.Json.Nodes;

namespace Janitor.Cli.Documents;

/// <summary>One document of a file, as JSON.</summary>
/// <param name="Content">Its content; null when it is empty.</param>
/// <param name="Lines">Where its fields stand in the file.</param>
internal sealed record YamlDocument(JsonNode? Content, LineMap Lines);
