using System.Reflection;
using Janitor.Api.Retention;
using Janitor.Kubernetes.CustomResources;
using Janitor.Kubernetes.Entities;

namespace Janitor.Cli.Commands.Kubectl;

/// <summary>A policy as kubectl lets objects be named: <c>clips</c>, <c>retentionpolicy/clips</c>, <c>rtp/clips</c>, <c>retentionpolicies.janitor.dev/clips</c>.</summary>
internal static class PolicyName
{
    private static readonly EntityType Type = EntityType.Of<RetentionPolicy>();

    private static readonly string[] Resources =
        [Type.Plural, Type.Kind, .. typeof(RetentionPolicy).GetCustomAttribute<KubernetesEntityShortNamesAttribute>()?.ShortNames ?? []];

    /// <summary>Reads one.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="mistake">What is wrong, and what to write; null when nothing is.</param>
    /// <returns>The name alone; null when something is wrong.</returns>
    public static string? Parse(string text, out string? mistake)
    {
        var slash = text.LastIndexOf('/');
        var (resource, rest) = slash < 0 ? (null, text) : (text[..slash], text[(slash + 1)..]);
        mistake = resource is not null && !IsOurs(resource)
            ? $"\"{resource}\" is another resource than retentionpolicies; write NAME, retentionpolicy/NAME or rtp/NAME"
            : rest.Length == 0 ? $"\"{text}\" names no policy; kubectl get retentionpolicies lists them" : null;
        return mistake is null ? rest : null;
    }

    private static bool IsOurs(string resource) => Array.Exists(
        Resources, known => IsSame(resource, known) || IsSame(resource, $"{known}.{Type.Group}") || IsSame(resource, $"{known}.{Type.Version}.{Type.Group}"));

    private static bool IsSame(string some, string other) => string.Equals(some, other, StringComparison.OrdinalIgnoreCase);
}
