namespace Janitor.Engine.Inventory;

/// <summary>The ways a change of an item can end.</summary>
public enum OutcomeKind
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>The item was not there any more; no failure.</summary>
    Gone,

    /// <summary>The item is not what was listed any more, and stays; no failure.</summary>
    Changed,

    /// <summary>It could not be done.</summary>
    Failed,
}
