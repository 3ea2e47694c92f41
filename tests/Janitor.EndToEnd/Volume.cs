using System.Globalization;
using Janitor.TestBench;

namespace Janitor.EndToEnd;

/// <summary>A claim with a <c>local</c> volume, whose directory tests fill and look into from outside the cluster.</summary>
internal sealed class Volume
{
    /// <summary>The user that the image runs as.</summary>
    private const string ImageUser = "65532:65532";

    private readonly string _root;

    private Volume(string root) => _root = root;

    /// <summary>All files, Janitor's own left out.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_root, path))
        .Where(path => !path.StartsWith(".janitor", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>The share in use, in percent, as <c>df</c> computes it.</summary>
    public double Share
    {
        get
        {
            var drive = new DriveInfo(_root);
            return 100.0 * (drive.TotalSize - drive.TotalFreeSpace) / (drive.TotalSize - drive.TotalFreeSpace + drive.AvailableFreeSpace);
        }
    }

    /// <summary>Makes one.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="namespace">An existing namespace.</param>
    /// <param name="claim">The claim's name.</param>
    /// <param name="kibibytes">The size: a tmpfs then, in which only the pages of files count. Without it, as large as the machine's disk.</param>
    public static async Task<Volume> CreateAsync(Cluster cluster, string @namespace, string claim, int? kibibytes = null)
    {
        var name = $"{@namespace}-{claim}";
        var root = Path.Combine(cluster.Volumes, name);
        Directory.CreateDirectory(root);
        if (kibibytes is not null)
            await Command.RunAsync("mount", ["-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={kibibytes}k,nr_inodes=100000"), "janitor-test", root]);
        await cluster.ApplyAsync(
            $$"""
            apiVersion: v1
            kind: PersistentVolume
            metadata: { name: "{{name}}" }
            spec:
              capacity: { storage: 1Gi }
              accessModes: [ReadWriteOnce]
              local: { path: "{{root}}" }
              nodeAffinity: { required: { nodeSelectorTerms: [ { matchExpressions: [ { key: kubernetes.io/hostname, operator: Exists } ] } ] } }
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: { name: "{{claim}}", namespace: "{{@namespace}}" }
            spec: { accessModes: [ReadWriteOnce], storageClassName: "", volumeName: "{{name}}", resources: { requests: { storage: 1Gi } } }
            """);
        return new Volume(root);
    }

    /// <summary>Writes a file of so many bytes, written to so long ago.</summary>
    public Volume Write(string path, TimeSpan age, int size = 100)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, new byte[size]);
        return Date(full, age);
    }

    /// <summary>Makes a file whose size counts and whose bytes are nowhere.</summary>
    public Volume Reserve(string path, TimeSpan age, long size)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using (var file = File.Create(full))
            file.SetLength(size);
        return Date(full, age);
    }

    /// <summary>Removes all that is in it.</summary>
    public void Clear()
    {
        foreach (var directory in Directory.GetDirectories(_root))
            Directory.Delete(directory, recursive: true);
        foreach (var file in Directory.GetFiles(_root))
            File.Delete(file);
    }

    /// <summary>Gives all of it to a user, as <c>uid:gid</c>; by default that which workers run as where their policy does not say.</summary>
    public Task GiveAsync(string user = ImageUser) => Command.RunAsync("chown", ["-R", user, _root]);

    private Volume Date(string full, TimeSpan age)
    {
        File.SetLastWriteTimeUtc(full, TimeProvider.System.GetUtcNow().UtcDateTime - age);
        return this;
    }
}
