namespace Janitor.Operator.Workers;

/// <summary>How a worker Job is going: it goes on while there is neither a result nor a loss.</summary>
/// <param name="Result">What it left.</param>
/// <param name="Lost">That it ended without a result, in words.</param>
/// <param name="Hindrance">What keeps it from beginning, in words.</param>
internal sealed record WorkerState<T>(T? Result = null, string? Lost = null, string? Hindrance = null)
    where T : class;
