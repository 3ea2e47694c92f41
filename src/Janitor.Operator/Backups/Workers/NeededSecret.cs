using Janitor.Api;

namespace Janitor.Operator.Backups.Workers;

/// <summary>A Secret's key whose value a worker gets.</summary>
/// <param name="Reference">The Secret and its key.</param>
/// <param name="Variable">The environment variable that holds the value.</param>
/// <param name="IsOptional">Whether the worker starts without it, too.</param>
internal sealed record NeededSecret(SecretKeyReference Reference, string Variable, bool IsOptional);
