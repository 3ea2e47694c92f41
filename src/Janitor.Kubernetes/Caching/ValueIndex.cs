using System.Runtime.InteropServices;

namespace Janitor.Kubernetes.Caching;

/// <summary>The keys of objects by a value of theirs.</summary>
internal sealed class ValueIndex<T>(Func<T, IEnumerable<string>> valuesOf)
{
    private readonly Dictionary<string, HashSet<ObjectKey>> _keys = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ObjectKey> this[string value] => _keys.TryGetValue(value, out var keys) ? keys : [];

    public void Replace(ObjectKey key, T? old, T? @new)
    {
        if (old is not null)
        {
            foreach (var value in valuesOf(old))
            {
                if (_keys.TryGetValue(value, out var keys) && keys.Remove(key) && keys.Count == 0)
                    _keys.Remove(value);
            }
        }
        if (@new is not null)
        {
            foreach (var value in valuesOf(@new))
                (CollectionsMarshal.GetValueRefOrAddDefault(_keys, value, out _) ??= []).Add(key);
        }
    }
}
