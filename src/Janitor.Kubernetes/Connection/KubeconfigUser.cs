namespace Janitor.Kubernetes.Connection;

/// <summary>Reads the user entries of a kubeconfig.</summary>
internal static class KubeconfigUser
{
    /// <summary>What is not supported, and would change who we are if it were passed over.</summary>
    private static readonly (string Field, string Advice)[] Unsupported =
    [
        ("auth-provider", "is not supported; use exec"),
        ("username", "is not supported; API servers have no passwords since 1.19"),
        ("as", "(impersonation) is not supported; give the user its own credentials"),
    ];

    /// <summary>Who the user is; files are read, and programs run, when it is needed.</summary>
    public static ICredentialSource Credentials(KubeconfigEntry user, ClusterConnection cluster, TimeProvider time)
    {
        foreach (var (field, advice) in Unsupported)
        {
            if (user.Has(field))
                throw user.Wrong(field, advice);
        }

        var given = new Credential(user.Text("token"), Certificate(user));
        var files = Files(user, given);
        if (user.Part("exec") is not { } exec)
            return files is null ? new FixedCredential(given) : new FileCredentials(files, given, time);
        return files is null
            ? new ExecCredentials(ExecCommand.Of(exec, cluster), given, time)
            : throw user.Wrong("exec", "and credentials in files exclude each other; remove one of them");
    }

    /// <summary>The certificate that stands in the kubeconfig itself.</summary>
    private static ClientCertificate? Certificate(KubeconfigEntry user)
    {
        var (certificate, key) = (user.Decoded("client-certificate-data"), user.Decoded("client-key-data"));
        if (certificate is not null && key is null && !user.Has("client-key"))
            throw user.Wrong("client-key-data", "is missing: a certificate is nothing without its key");
        if (certificate is null || key is null)
            return null;
        var found = new ClientCertificate(certificate, key, user.Place);
        using var loaded = found.Load().TargetCertificate;
        return found;
    }

    /// <summary>The files it names, unless the kubeconfig itself has what they would hold; null when there are none.</summary>
    private static CredentialFiles? Files(KubeconfigEntry user, Credential given)
    {
        var files = new CredentialFiles(user.Place) { Token = user.FilePath("tokenFile") };
        if (given.Certificate is null && (user.Has("client-certificate") || user.Has("client-key")))
        {
            files = files with
            {
                Certificate = user.FilePath("client-certificate") ?? throw user.Wrong("client-certificate", "is missing beside client-key"),
                Key = user.FilePath("client-key") ?? throw user.Wrong("client-key", "is missing: a certificate is nothing without its key"),
            };
        }

        return files.Token is null && files.Certificate is null ? null : files;
    }
}
