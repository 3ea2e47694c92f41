namespace Janitor.Cli.Inputs;

/// <summary>Where one run leaves something for the next: <c>$XDG_STATE_HOME</c>, <c>~/.local/state</c> by default.</summary>
internal static class StateDirectory
{
    /// <summary>The directory; null when neither variable is set.</summary>
    public static string? Find()
    {
        // The specification has relative paths ignored: https://specifications.freedesktop.org/basedir-spec/latest/.
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { } state && Path.IsPathRooted(state))
            return state;
        return Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state") : null;
    }
}
