namespace Janitor.EndToEnd;

/// <summary>All tests, one after the other: they share the cluster and its one operator.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterTests : ICollectionFixture<Cluster>
{
    /// <summary>Its name.</summary>
    public const string Name = "cluster";
}
