using Janitor.Cli.Inputs;

namespace Janitor.Cli.Documents;

/// <summary>What all the files given with <c>-f</c> hold.</summary>
internal sealed class Manifests
{
    /// <summary>The policies without mistakes, in the order of the files.</summary>
    public List<PolicyDocument> Policies { get; } = [];

    /// <summary>The Secrets.</summary>
    public SecretDocuments Secrets { get; } = new();

    /// <summary>All mistakes, in words.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>What was passed over, in words.</summary>
    public List<string> Notes { get; } = [];
}
