namespace Janitor.Engine;

/// <summary>A mistake in a resource that its user can mend.</summary>
/// <param name="Field">The field's path: <c>spec.rules[2].match.olderThan</c>.</param>
/// <param name="Message">What is wrong with it, and what to write instead.</param>
public sealed record FieldError(string Field, string Message);
