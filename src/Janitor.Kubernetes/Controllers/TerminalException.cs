namespace Janitor.Kubernetes.Controllers;

/// <summary>A failure that trying again will not mend: the object is left alone until it changes. Thrown by controllers and finalizers, or given to
/// <see cref="ReconciliationResult{TEntity}.Failure"/> as the error.</summary>
/// <param name="message">What is wrong, and what to do about it.</param>
/// <param name="inner">The error behind it, where there was one.</param>
public sealed class TerminalException(string message, Exception? inner = null) : Exception(message, inner);
