using Janitor.Engine.Migration;

namespace Janitor.Cli.Commands;

/// <summary>What <c>janitor migrate</c> was given.</summary>
/// <param name="From">The source, as written.</param>
/// <param name="To">The destination, as written.</param>
/// <param name="Files">Files with policies and Secrets; empty for none.</param>
/// <param name="SecretsDirectory">The folder with Secrets; null when none was given.</param>
/// <param name="Options">How to go about it.</param>
/// <param name="Output">What to write to the standard output.</param>
/// <param name="Progress">Whether progress may be shown.</param>
internal sealed record MigrateArguments(
    string From, string To, IReadOnlyList<string> Files, string? SecretsDirectory, MigrationOptions Options, OutputFormat Output, bool Progress);
