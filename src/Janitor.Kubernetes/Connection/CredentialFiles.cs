namespace Janitor.Kubernetes.Connection;

/// <summary>Files that hold what a client proves itself with, and that somebody renews.</summary>
/// <param name="Origin">Whose they are, for messages.</param>
internal sealed record CredentialFiles(string Origin)
{
    /// <summary>The path of a bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>The path of a certificate.</summary>
    public string? Certificate { get; init; }

    /// <summary>The path of its key.</summary>
    public string? Key { get; init; }

    /// <summary>Reads those that there are; the rest is as in <paramref name="rest"/>.</summary>
    /// <exception cref="ConnectionException">One cannot be read, or is empty.</exception>
    public Credential Read(Credential rest) => new(
        Token is null ? rest.Token : Text(Token, "token").Trim(),
        Certificate is null || Key is null ? rest.Certificate : new ClientCertificate(Text(Certificate, "client certificate"), Text(Key, "client key"), Origin));

    private string Text(string path, string what)
    {
        try
        {
            var text = File.ReadAllText(path);
            return string.IsNullOrWhiteSpace(text) ? throw new ConnectionException($"{Origin}: the file {path} with the {what} is empty.") : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionException($"{Origin}: the {what} cannot be read: {e.Message}", e);
        }
    }
}
