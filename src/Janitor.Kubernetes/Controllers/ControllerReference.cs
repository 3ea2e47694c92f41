using Janitor.Kubernetes.Caching;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Controllers;

/// <summary>Says whose an object is: the garbage collector removes it with its owner, and one owner, the controller, manages it.</summary>
public static class ControllerReference
{
    /// <summary>Makes <paramref name="owner"/>, as the server knows it, the controller of <paramref name="child"/>.</summary>
    /// <exception cref="InvalidOperationException">
    /// The garbage collector would not honour it, and remove the child: the owner is of another namespace, or of one while the child is cluster-scoped;
    /// or the child has another controller.
    /// </exception>
    public static void Set(IKubernetesObject owner, IKubernetesObject child)
    {
        var (ofOwner, ofChild) = (EntityType.Of(owner.GetType()), EntityType.Of(child.GetType()));
        if (string.IsNullOrEmpty(owner.Metadata.Uid))
            throw new InvalidOperationException($"{ofOwner.Resource} {ObjectKey.Of(owner)} has no uid, so it cannot own anything");
        if (ofOwner.IsNamespaced && (!ofChild.IsNamespaced || child.Metadata.Namespace != owner.Metadata.Namespace))
            throw new InvalidOperationException($"{ofOwner.Resource} {ObjectKey.Of(owner)} cannot own {ofChild.Resource} {ObjectKey.Of(child)}, which is not of its namespace");
        var others = child.Metadata.OwnerReferences?.Where(reference => reference.Uid != owner.Metadata.Uid).ToList() ?? [];
        if (others.Find(reference => reference.Controller == true) is { } controller)
            throw new InvalidOperationException($"{ofChild.Resource} {ObjectKey.Of(child)} is controlled by {controller.Kind} {controller.Name}");
        child.Metadata.OwnerReferences =
        [
            .. others,
            new OwnerReference
            {
                ApiVersion = ofOwner.ApiVersion,
                Kind = ofOwner.Kind,
                Name = owner.Metadata.Name,
                Uid = owner.Metadata.Uid,
                Controller = true,
                BlockOwnerDeletion = true,
            },
        ];
    }

    /// <summary>The object's controller, if it is of a kind; whatever version of the group it was written in.</summary>
    internal static IEnumerable<ObjectKey> OwnersOf<TOwner>(IKubernetesObject child)
        where TOwner : class, IKubernetesObject
    {
        var type = EntityType.Of<TOwner>();
        return child.Metadata.OwnerReferences?
            .Where(owner => owner.Controller == true && owner.Kind == type.Kind && GroupOf(owner.ApiVersion) == type.Group)
            .Select(owner => new ObjectKey(type.IsNamespaced ? child.Metadata.Namespace : null, owner.Name)) ?? [];
    }

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? apiVersion[..slash] : string.Empty;
}
