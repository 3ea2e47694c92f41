using Janitor.Api;
using Janitor.Engine.Inventory;
using Janitor.Engine.Patterns;
using Janitor.Engine.Validation;

namespace Janitor.Engine.Retention.Validation;

/// <summary>Patterns must parse, and must be able to match: one that never does protects or selects nothing, silently.</summary>
internal static class PatternChecks
{
    public static void CheckGlobs(IReadOnlyList<string> patterns, string field, Target? target, FieldErrors errors)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            var (pattern, own) = (patterns[i], $"{field}[{i}]");
            if (Try(() => PathPattern.Glob(pattern), own, errors))
                CheckReach(BraceExpansion.Expand(pattern), pattern, own, target, errors);
        }
    }

    public static void CheckTemplate(string pattern, string capture, string field, Target? target, FieldErrors errors)
    {
        if (Try(() => PathPattern.Template(pattern, capture), field, errors))
            CheckReach([pattern], pattern, field, target, errors);
    }

    /// <summary>Whether <paramref name="parse"/> takes the text; if not, its complaint is an error of the field.</summary>
    public static bool Try(Func<object> parse, string field, FieldErrors errors)
    {
        try
        {
            parse();
            return true;
        }
        catch (FormatException complaint)
        {
            errors.Add(field, complaint.Message);
            return false;
        }
    }

    private static void CheckReach(
        IReadOnlyList<string> alternatives, string pattern, string field, Target? target, FieldErrors errors)
    {
        var segments = alternatives.Select(alternative => alternative.Split('/')).ToList();
        if (segments.Any(parts => parts.Contains("..")))
            errors.Add(field, $"\"{pattern}\" has a .. and can never match; write it relative to the target");
        else if (segments.Any(parts => parts[0] == IStore.ReservedFolder))
            errors.Add(field, $"\"{pattern}\" is in {IStore.ReservedFolder}, which is never listed; remove it");
        else if (target?.Volume is not null)
            CheckVolumeReach(segments, pattern, field, errors);
    }

    /// <summary>Object keys may begin or end with a slash, or have two in a row; paths on a volume never do.</summary>
    private static void CheckVolumeReach(List<string[]> segments, string pattern, string field, FieldErrors errors)
    {
        if (segments.Any(parts => parts.Length > 1 && parts[0].Length == 0))
            errors.Add(field, $"\"{pattern}\" begins with a slash and can never match; write it relative to the target, without the slash");
        else if (segments.Any(parts => parts.Length > 1 && parts[^1].Length == 0))
            errors.Add(field, $"\"{pattern}\" ends with a slash and can never match; for what is below a folder write {pattern}**");
        else if (segments.Any(parts => parts.Length > 1 && parts.Any(part => part is "" or ".")))
            errors.Add(field, $"\"{pattern}\" has an empty segment or a single dot and can never match; write the plain path");
    }
}
