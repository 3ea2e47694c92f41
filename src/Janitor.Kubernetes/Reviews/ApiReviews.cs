using Janitor.Kubernetes.Client;

namespace Janitor.Kubernetes.Reviews;

/// <summary>
/// Asks the API server who somebody is and what they may, as Kubernetes' own components do for requests that come to them. Who asks needs the cluster role
/// <c>system:auth-delegator</c>. All failures are <see cref="ApiException"/>s.
/// </summary>
/// <param name="client">The API server.</param>
public sealed class ApiReviews(IKubernetesClient client)
{
    /// <summary>Who a token belongs to; null when it is nobody's.</summary>
    public async Task<ReviewedUser?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        var review = await client.PostAsync<TokenReview, TokenReview>(
            "apis/authentication.k8s.io/v1/tokenreviews", new TokenReview { Spec = new TokenReviewSpec { Token = token } }, cancellationToken);
        return review.Status is { Authenticated: true, User: { } user } ? user : null;
    }

    /// <summary>Whether somebody may do something with an object.</summary>
    public Task<bool> AllowsAsync(ReviewedUser user, ResourceAttributes attributes, CancellationToken cancellationToken) =>
        AllowsAsync(user, new SubjectAccessReviewSpec { ResourceAttributes = attributes }, cancellationToken);

    /// <summary>Whether somebody may do something with a path of a server.</summary>
    public Task<bool> AllowsAsync(ReviewedUser user, NonResourceAttributes attributes, CancellationToken cancellationToken) =>
        AllowsAsync(user, new SubjectAccessReviewSpec { NonResourceAttributes = attributes }, cancellationToken);

    private async Task<bool> AllowsAsync(ReviewedUser user, SubjectAccessReviewSpec what, CancellationToken cancellationToken)
    {
        var review = new SubjectAccessReview { Spec = what with { User = user.Username, Uid = user.Uid, Groups = user.Groups, Extra = user.Extra } };
        var answer = await client.PostAsync<SubjectAccessReview, SubjectAccessReview>("apis/authorization.k8s.io/v1/subjectaccessreviews", review, cancellationToken);
        return answer.Status?.Allowed == true;
    }
}
