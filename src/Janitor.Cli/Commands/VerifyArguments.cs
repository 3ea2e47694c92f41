using Janitor.Engine.Verification;

namespace Janitor.Cli.Commands;

/// <summary>What <c>janitor verify</c> was given.</summary>
/// <param name="Quotas">Which quotas, and what they refer to.</param>
/// <param name="Options">How to go about it.</param>
internal sealed record VerifyArguments(QuotaArguments Quotas, VerificationOptions Options);
