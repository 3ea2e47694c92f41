using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Janitor.Generate;

/// <summary>Writes JSON as YAML in block style, a list's items at the indentation of their field, as Kubernetes' own files are written.</summary>
internal static partial class YamlWriter
{
    public static string Write(JsonNode node)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(node, emitter);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(JsonNode? node, Emitter emitter)
    {
        switch (node)
        {
            case JsonObject content:
                emitter.Emit(new MappingStart(null, null, true, content.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, value) in content)
                {
                    WriteText(name, emitter);
                    Write(value, emitter);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(null, null, true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                    Write(item, emitter);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteText(value.GetValue<string>(), emitter);
                break;
            default:
                emitter.Emit(new Scalar(node?.ToJsonString() ?? "null"));
                break;
        }
    }

    private static void WriteText(string text, Emitter emitter) =>
        emitter.Emit(new Scalar(null, null, text, Ambiguous().IsMatch(text) ? ScalarStyle.SingleQuoted : ScalarStyle.Any, true, true));

    /// <summary>What YAML 1.1 would read as something other than text.</summary>
    [GeneratedRegex("^(|~|null|true|false|yes|no|on|off|y|n|[-+.]?[0-9].*|<<|=)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ambiguous();
}
