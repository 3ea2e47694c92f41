namespace Janitor.Engine.Inventory;

/// <summary>Is told what became of each item. Thread-safe.</summary>
public interface IOutcomeSink
{
    /// <summary>Reports one item; its path is valid during the call only.</summary>
    void Report(in Item item, int rule, Outcome outcome);
}
