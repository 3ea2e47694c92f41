using System.Reflection;
using System.Text.Json.Nodes;
using Janitor.Kubernetes.Entities;

namespace Janitor.Kubernetes.Rbac;

/// <summary>The rules of a role, from the attributes of the classes that need them.</summary>
public static class RoleRules
{
    /// <summary>One rule for each group and set of verbs, in the order of groups and resources; verbs that several classes need are added up.</summary>
    public static JsonArray Build(IEnumerable<Type> classes)
    {
        var verbs = new SortedDictionary<(string Group, string Resource), RbacVerb>();
        foreach (var type in classes)
        {
            foreach (var rbac in type.GetCustomAttributes<GenericRbacAttribute>())
                Add(rbac.Group, rbac.Resource, rbac.Verbs);
            foreach (var (entity, rbac) in type.GetCustomAttributes<EntityRbacAttribute>().SelectMany(rbac => rbac.Entities.Select(entity => (EntityType.Of(entity), rbac))))
                Add(entity.Group, rbac.Status ? $"{entity.Plural}/status" : entity.Plural, rbac.Verbs);
        }

        var rules = verbs.GroupBy(pair => (pair.Key.Group, pair.Value)).Select(rule => new JsonObject
        {
            ["apiGroups"] = new JsonArray(rule.Key.Group),
            ["resources"] = new JsonArray([.. rule.Select(pair => JsonValue.Create(pair.Key.Resource))]),
            ["verbs"] = new JsonArray([.. Names(rule.Key.Value)]),
        });
        return new JsonArray([.. rules]);

        void Add(string group, string resource, RbacVerb some) => verbs[(group, resource)] = verbs.GetValueOrDefault((group, resource)) | some;
    }

    private static IEnumerable<JsonNode?> Names(RbacVerb verbs) => Enum.GetValues<RbacVerb>()
        .Where(verb => verb != RbacVerb.None && verbs.HasFlag(verb)).Select(verb => JsonValue.Create(verb.ToString().ToLowerInvariant()));
}
