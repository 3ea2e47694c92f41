namespace Janitor.Engine.Inventory;

/// <summary>What became of an item that was to be changed.</summary>
/// <param name="Kind">Which it was.</param>
/// <param name="BytesFreed">The bytes of space given back; 0 when none, or when someone still holds the file open.</param>
/// <param name="Error">For a failure: what happened, in words for the user.</param>
public readonly record struct Outcome(OutcomeKind Kind, long BytesFreed = 0, string? Error = null)
{
    /// <summary>It was not there any more.</summary>
    public static readonly Outcome Gone = new(OutcomeKind.Gone);

    /// <summary>It is not what was listed any more, and stays.</summary>
    public static readonly Outcome Changed = new(OutcomeKind.Changed);

    /// <summary>It was done.</summary>
    public static Outcome Done(long bytesFreed) => new(OutcomeKind.Done, bytesFreed);

    /// <summary>It could not be done.</summary>
    public static Outcome Failed(string error) => new(OutcomeKind.Failed, 0, error);
}
