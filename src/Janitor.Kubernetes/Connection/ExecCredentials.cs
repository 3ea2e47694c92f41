using System.Text.Json;
using Janitor.Kubernetes.Client;

namespace Janitor.Kubernetes.Connection;

/// <summary>Gets credentials from a program: one call at a time, and the answer counts until it expires or the server refuses it.</summary>
/// <param name="command">The program.</param>
/// <param name="given">What the kubeconfig says itself; it comes before what the program says.</param>
/// <param name="time">Tells when an answer has expired.</param>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing that is to be disposed.
internal sealed class ExecCredentials(ExecCommand command, Credential given, TimeProvider time) : ICredentialSource
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Answer? _last;

    /// <inheritdoc/>
    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && !IsOver(last))
            return last.Credential;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Whoever had the turn before may have asked for us, too.
            if (_last is not { } fresh || IsOver(fresh))
                _last = fresh = await AskAsync(cancellationToken);
            return fresh.Credential;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public bool Refuse(Credential refused)
    {
        if (_last is { } last && last.Credential == refused)
            Interlocked.CompareExchange(ref _last, null, last);
        return true;
    }

    private bool IsOver(Answer answer) => answer.Expires <= time.GetUtcNow();

    private async Task<Answer> AskAsync(CancellationToken cancellationToken)
    {
        var question = new ExecCredential
        {
            ApiVersion = command.ApiVersion,
            Kind = "ExecCredential",
            Spec = new ExecCredentialSpec { Interactive = false, Cluster = command.Cluster },
        };
        var output = await ExecProgram.RunAsync(command, JsonSerializer.Serialize(question, ClientJson.Default.ExecCredential), time, cancellationToken);
        return Read(output);
    }

    private Answer Read(string output)
    {
        ExecCredential? answer;
        try
        {
            answer = JsonSerializer.Deserialize(output, ClientJson.Default.ExecCredential);
        }
        catch (JsonException)
        {
            // What it wrote may hold what is secret.
            throw Wrong("answered with what is not JSON");
        }

        if (answer?.Kind != "ExecCredential" || answer.ApiVersion != command.ApiVersion)
            throw Wrong($"answered with {answer?.ApiVersion} {answer?.Kind} in place of {command.ApiVersion} ExecCredential");
        if (answer.Status is not { } status || (string.IsNullOrEmpty(status.Token) && string.IsNullOrEmpty(status.ClientCertificateData)))
            throw Wrong("answered with neither a token nor a certificate");
        return new Answer(
            new Credential(given.Token ?? (string.IsNullOrEmpty(status.Token) ? null : status.Token), given.Certificate ?? Certificate(status)),
            status.ExpirationTimestamp);
    }

    private ClientCertificate? Certificate(ExecCredentialStatus status)
    {
        if (string.IsNullOrEmpty(status.ClientCertificateData) != string.IsNullOrEmpty(status.ClientKeyData))
            throw Wrong("answered with a certificate or a key without the other");
        return string.IsNullOrEmpty(status.ClientCertificateData)
            ? null
            : new ClientCertificate(status.ClientCertificateData, status.ClientKeyData!, $"{command.Command} of {command.Place}");
    }

    private ConnectionException Wrong(string problem) => new($"{command.Place}: {command.Command} {problem}.");

    private sealed record Answer(Credential Credential, DateTimeOffset? Expires);
}
