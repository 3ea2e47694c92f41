namespace Janitor.Api.Retention;

/// <summary>Deletes an item. Has no settings: <c>delete: {}</c>.</summary>
public sealed record DeleteAction;
