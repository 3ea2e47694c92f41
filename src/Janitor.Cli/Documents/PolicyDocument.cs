using Janitor.Api.Retention;

namespace Janitor.Cli.Documents;

/// <summary>A valid policy, and where it was written.</summary>
internal sealed record PolicyDocument(RetentionPolicy Policy, Place Place);
