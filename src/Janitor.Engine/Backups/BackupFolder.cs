using System.Globalization;

namespace Janitor.Engine.Backups;

/// <summary>Where a backup lies at its destination: <c>NAMESPACE/NAME/yyyyMMddTHHmmss.fffZ/</c>. The time makes names unique and readable; order is that of the manifests.</summary>
/// <param name="Schedule">Whose backup it is: <c>NAMESPACE/NAME</c>.</param>
/// <param name="Name">The last part, which names it.</param>
public sealed record BackupFolder(string Schedule, string Name)
{
    /// <summary>The file that makes a folder a backup.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The SHA-256 of the manifest, in the form of <c>sha256sum</c>; it is written before.</summary>
    public const string ManifestHash = "manifest.sha256";

    /// <summary>A sign of life of the run that writes here.</summary>
    public const string Running = "running";

    private const string Form = "yyyyMMdd'T'HHmmss'.'fff'Z'";

    /// <summary>Its path below the destination, without trailing slash.</summary>
    public string Path => $"{Schedule}/{Name}";

    /// <summary>That of a run which begins at a moment.</summary>
    /// <param name="schedule">Whose it is.</param>
    /// <param name="time">The moment, to the millisecond.</param>
    public static BackupFolder At(string schedule, DateTimeOffset time) => new(schedule, time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));

    /// <summary>The folder that a path below the destination lies in, with the path within; null when it is not that of a backup.</summary>
    /// <param name="path">The path.</param>
    public static (BackupFolder Folder, string Within)? Of(string path)
    {
        var parts = path.Split('/', 4);
        return parts is [{ Length: > 0 } space, { Length: > 0 } name, var time, { Length: > 0 } within] && IsName(time) ? (new BackupFolder($"{space}/{name}", time), within) : null;
    }

    /// <summary>Whether a folder's last part is the name of a backup.</summary>
    public static bool IsName(string name) => DateTime.TryParseExact(name, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    /// <summary>The path of a file in it.</summary>
    public byte[] PathOf(string file) => System.Text.Encoding.UTF8.GetBytes($"{Path}/{file}");

    /// <inheritdoc/>
    public override string ToString() => Path;
}
