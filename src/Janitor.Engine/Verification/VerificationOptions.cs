using Janitor.Api;

namespace Janitor.Engine.Verification;

/// <summary>How a verification goes about its work.</summary>
public sealed record VerificationOptions
{
    /// <summary>The share of the objects to read in this run, above 0%; the next run takes the next share. Null (the default) for all.</summary>
    public Percentage? Sample { get; init; }

    /// <summary>Whether objects whose SHA-256 nobody knows are read, and theirs is taken down. Default: false, they are told.</summary>
    public bool Learn { get; init; }

    /// <summary>
    /// Whether objects whose SHA-256 nobody knows are passed over without looking whether they are there. Default: false, they are looked for.
    /// </summary>
    public bool OnlyHashed { get; init; }

    /// <summary>Whether to begin anew where an earlier run was broken off. Default: false, it goes on from there.</summary>
    public bool FromStart { get; init; }

    /// <summary>Objects that are read at once, 1 or more; 8 by default. Each takes up to four parts (<see cref="Contents.IContent.PartSize"/>) of memory.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>How many findings the report names; 20 by default.</summary>
    public int Shown { get; init; } = 20;

    /// <summary>Is told of each object; calls overlap. Null (the default) for nobody.</summary>
    public Action<VerifiedItem>? Checked { get; init; }
}
