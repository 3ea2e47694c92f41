namespace Janitor.Gateway.Access;

/// <summary>What a route asks of those who come in.</summary>
/// <param name="Changes">Whether it changes anything.</param>
internal sealed record EntranceRule(bool Changes);
