namespace Janitor.Engine.Retention.Planning;

/// <summary>What becomes of a selected item.</summary>
internal enum ItemAction
{
    Delete,
    Quarantine,
    Report,
}
