namespace Janitor.Operator.Backups.Hooks;

/// <summary>A hook failed.</summary>
/// <param name="message">What happened, and what to do; no secrets.</param>
internal sealed class HookException(string message) : Exception(message);
