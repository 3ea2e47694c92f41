namespace Janitor.Operator.Workers;

/// <summary>A claim that a worker mounts.</summary>
/// <param name="Name">The claim.</param>
/// <param name="MountPath">Where it is mounted.</param>
/// <param name="ReadOnly">Whether it is mounted so that nothing can be changed.</param>
internal sealed record WorkerClaim(string Name, string MountPath, bool ReadOnly);
