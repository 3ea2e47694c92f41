using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Janitor.Gateway.Problems;
using Janitor.Kubernetes.Rbac;
using Janitor.Kubernetes.Reviews;

namespace Janitor.Gateway.Access;

/// <summary>
/// Has the API server say who a person is (TokenReview), and what they may (SubjectAccessReview on the StorageQuota: <c>get</c> to ask, <c>update</c> to change anything).
/// Its answers count for a minute, which is how long a right that was taken away is still good.
/// </summary>
/// <param name="reviews">The API server.</param>
/// <param name="time">The clock.</param>
[GenericRbac(Group = "authentication.k8s.io", Resource = "tokenreviews", Verbs = RbacVerb.Create)]
[GenericRbac(Group = "authorization.k8s.io", Resource = "subjectaccessreviews", Verbs = RbacVerb.Create)]
internal sealed class ClusterPeople(ApiReviews reviews, TimeProvider time) : IPeople, IDisposable
{
    private const string Group = "janitor.dev";
    private const string Resource = "storagequotas";
    private const int MostPeople = 10_000;
    private const int MostRights = 1_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Person> _people = new(StringComparer.Ordinal);

    /// <summary>Whoever sends made-up tokens is not to keep the API server busy.</summary>
    private readonly TokenBucketRateLimiter _unknown = new(new TokenBucketRateLimiterOptions { TokenLimit = 100, TokensPerPeriod = 50, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0 });

    /// <inheritdoc/>
    public async ValueTask<Caller?> FindAsync(string @namespace, string quota, string token, bool changes, CancellationToken cancellationToken)
    {
        var person = await FindPersonAsync(token, cancellationToken);
        if (person.User is null)
            return null;
        if (!await MayAsync(person, @namespace, quota, "get", cancellationToken))
            throw new ProblemException(ProblemKind.Forbidden, $"{person.User.Username} must not get storagequota {@namespace}/{quota}");
        return new Caller($"user {person.User.Username}", null, changes && await MayAsync(person, @namespace, quota, "update", cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _unknown.Dispose();

    private async ValueTask<Person> FindPersonAsync(string token, CancellationToken cancellationToken)
    {
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_people.TryGetValue(digest, out var known) && time.GetElapsedTime(known.Since) < Lifetime)
            return known;
        using var lease = _unknown.AttemptAcquire();
        if (!lease.IsAcquired)
            throw new ProblemException(ProblemKind.TooManyRequests, "too many tokens that are not known yet; come back a second later");
        var person = new Person(await reviews.AuthenticateAsync(token, cancellationToken), time.GetTimestamp());
        if (_people.Count >= MostPeople)
            _people.Clear();
        return _people[digest] = person;
    }

    private async ValueTask<bool> MayAsync(Person person, string @namespace, string quota, string verb, CancellationToken cancellationToken)
    {
        if (person.Rights.TryGetValue((@namespace, quota, verb), out var known))
            return known;
        var attributes = new ResourceAttributes { Namespace = @namespace, Verb = verb, Group = Group, Resource = Resource, Name = quota };
        var allowed = await reviews.AllowsAsync(person.User!, attributes, cancellationToken);
        if (person.Rights.Count >= MostRights)
            person.Rights.Clear();
        return person.Rights[(@namespace, quota, verb)] = allowed;
    }

    /// <summary>What the API server has said of a token.</summary>
    private sealed record Person(ReviewedUser? User, long Since)
    {
        public ConcurrentDictionary<(string Namespace, string Quota, string Verb), bool> Rights { get; } = new();
    }
}
