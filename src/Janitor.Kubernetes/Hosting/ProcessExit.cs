namespace Janitor.Kubernetes.Hosting;

/// <summary>How the process ends.</summary>
internal class ProcessExit
{
    /// <summary>The code with which it exits once the host has stopped.</summary>
    public virtual int Code
    {
        set => Environment.ExitCode = value;
    }

    /// <summary>Exits at once.</summary>
    public virtual void Now(int code) => Environment.Exit(code);
}
