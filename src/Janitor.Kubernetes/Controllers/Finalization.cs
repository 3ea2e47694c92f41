namespace Janitor.Kubernetes.Controllers;

/// <summary>A finalizer of a kind: who does the work under which name.</summary>
/// <param name="Id">The finalizer as objects carry it: <c>example.com/cleanup</c>.</param>
/// <param name="Type">The class that does it.</param>
/// <typeparam name="TEntity">The kind.</typeparam>
#pragma warning disable S2326 // The kind tells the finalizers of one kind from those of others where they are looked up.
internal sealed record Finalization<TEntity>(string Id, Type Type);
#pragma warning restore S2326
