using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Controllers;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Tests.Controllers;

public sealed class ControllerReferenceTests
{
    private readonly Widget _owner = new() { Metadata = new ObjectMeta { Name = "w", Namespace = "space", Uid = "u1" } };
    private readonly Job _child = new() { Metadata = new ObjectMeta { Name = "j", Namespace = "space" } };

    [Fact]
    public void Set_OfOneNamespace_IsTheController()
    {
        _child.Metadata.OwnerReferences = [new OwnerReference { Kind = "Other", Uid = "u2" }];
        ControllerReference.Set(_owner, _child);
        ControllerReference.Set(_owner, _child);

        Assert.Equal(2, _child.Metadata.OwnerReferences.Count);
        Assert.Equal(
            new OwnerReference { ApiVersion = "test.example/v1", Kind = "Widget", Name = "w", Uid = "u1", Controller = true, BlockOwnerDeletion = true },
            _child.Metadata.OwnerReferences[1]);
        Assert.Equal([new ObjectKey("space", "w")], ControllerReference.OwnersOf<Widget>(_child));
        Assert.Empty(ControllerReference.OwnersOf<Job>(_child));
    }

    [Fact]
    public void Set_OfAnotherNamespace_Throws()
    {
        _child.Metadata.Namespace = "other";

        Assert.Throws<InvalidOperationException>(() => ControllerReference.Set(_owner, _child));
    }

    [Fact]
    public void Set_NamespacedOwnerOfAClusterScopedObject_Throws() =>
        Assert.Throws<InvalidOperationException>(() => ControllerReference.Set(_owner, new Node { Metadata = new ObjectMeta { Name = "n" } }));

    [Fact]
    public void Set_ClusterScopedOwnerOfANamespacedObject_IsTheController()
    {
        ControllerReference.Set(new Node { Metadata = new ObjectMeta { Name = "n", Uid = "u3" } }, _child);

        Assert.Equal([new ObjectKey(null, "n")], ControllerReference.OwnersOf<Node>(_child));
    }

    [Fact]
    public void Set_HasAnotherController_Throws()
    {
        _child.Metadata.OwnerReferences = [new OwnerReference { Kind = "Other", Name = "o", Uid = "u2", Controller = true }];

        Assert.Contains("Other o", Assert.Throws<InvalidOperationException>(() => ControllerReference.Set(_owner, _child)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Set_OwnerThatTheServerDoesNotKnow_Throws()
    {
        _owner.Metadata.Uid = null;

        Assert.Throws<InvalidOperationException>(() => ControllerReference.Set(_owner, _child));
    }

    [Fact]
    public void OwnersOf_AnotherVersionOfTheGroup_IsTheSameKind()
    {
        _child.Metadata.OwnerReferences = [new OwnerReference { ApiVersion = "test.example/v2", Kind = "Widget", Name = "w", Controller = true }];
        Assert.NotEmpty(ControllerReference.OwnersOf<Widget>(_child));

        _child.Metadata.OwnerReferences = [_child.Metadata.OwnerReferences[0] with { ApiVersion = "other.example/v1" }];
        Assert.Empty(ControllerReference.OwnersOf<Widget>(_child));
    }
}
