using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Janitor.Cli.Inputs;

/// <summary>
/// What one run leaves for the next, for a policy and its target: how many references the catalog had, so that one that has lost half of them is
/// not believed. Kept in <c>$XDG_STATE_HOME/janitor</c>, <c>~/.local/state/janitor</c> by default.
/// </summary>
internal sealed class RunMemory
{
    private readonly string? _file;

    /// <summary>Names the file of a policy and its target.</summary>
    public RunMemory(PreparedPolicy policy)
    {
        if (StateDirectory.Find() is not { } directory)
            return;
        var key = $"{policy.Policy.Namespace}\0{policy.Policy.Metadata.Name}\0{policy.TargetKey}";
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
        _file = Path.Combine(directory, "janitor", digest + ".json");
    }

    /// <summary>How many references the last successful run saw; null when none is known.</summary>
    /// <param name="note">Why the memory could not be read; null when it was, or there is none yet.</param>
    public long? References(out string? note)
    {
        note = null;
        try
        {
            if (_file is null || !File.Exists(_file))
                return null;
            return JsonSerializer.Deserialize(File.ReadAllBytes(_file), RunMemoryJson.Default.Remembered)?.References;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            note = $"{_file}: what the last run left cannot be read, so a shrunk catalog is not noticed in this run: {problem.Message}";
            return null;
        }
    }

    /// <summary>Remembers a count; written whole or not at all.</summary>
    /// <returns>Why it could not be written; null when it was.</returns>
    public string? Remember(string policy, long references)
    {
        if (_file is null)
            return "neither XDG_STATE_HOME nor HOME is set, so the next run cannot notice a shrunk catalog";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            var fresh = $"{_file}.{Environment.ProcessId}";
            File.WriteAllBytes(fresh, JsonSerializer.SerializeToUtf8Bytes(new Remembered(policy, references), RunMemoryJson.Default.Remembered));
            File.Move(fresh, _file, overwrite: true);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{_file}: cannot be written, so the next run cannot notice a shrunk catalog: {problem.Message}";
        }
    }
}

/// <param name="Policy">The policy, for people who look into the file.</param>
/// <param name="References">How many references the catalog had.</param>
internal sealed record Remembered(string Policy, long References);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Remembered))]
internal sealed partial class RunMemoryJson : JsonSerializerContext;
