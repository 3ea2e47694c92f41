using Janitor.Engine.Backups;
using Janitor.Storage.Tests.Volumes;
using Xunit.Abstractions;

namespace Janitor.Storage.Tests.Backups.Volumes;

public sealed class DirectoryBackupTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Restore_WhateverATreeHolds_IsTheSameTree()
    {
        DirectoryBench.Shell(
            """
            cd "$1"
            mkdir -p docs/empty deep/er && printf hello > docs/a.txt && head -c 3000000 /dev/urandom > deep/er/big
            printf x > tool && chmod 4755 tool && chmod 2770 docs && chmod 1777 deep && : > zero && chmod 0 zero
            ln docs/a.txt deep/same && ln -s docs/a.txt link && ln -s nowhere dangling && ln -s /etc/hostname absolute && ln -s ../../up above
            printf y > "$(printf 'bad\377name')" && printf z > "$(printf 'new\nline')" && printf u > 'ümläut and space' && printf d > -dash
            mkfifo pipe
            if [ "$(id -u)" = 0 ]; then chown -h 1234:5678 docs docs/a.txt link tool && chmod 4755 tool; fi
            touch -h -d '2001-02-03 04:05:06.123456789' docs/a.txt link 'ümläut and space'
            touch -d '1999-12-31 23:59:59.987654321' docs/empty docs deep
            chmod 0750 . && touch -d '2005-05-05 05:05:05.050505050' .
            """,
            _bench.From);
        var before = DirectoryBench.Describe(_bench.From);

        await _bench.RestoreAsync(await _bench.BackUpAsync());

        Assert.Equal(before, DirectoryBench.Describe(_bench.To));
        Assert.Equal("1", DirectoryBench.Shell("cd \"$1\"; [ docs/a.txt -ef deep/same ] && echo 1", _bench.To).Trim());
    }

    [Fact]
    public async Task Restore_FileWithHoles_StillHasThem()
    {
        DirectoryBench.Shell("cd \"$1\"; truncate -s 300M sparse; printf data | dd of=sparse bs=1 seek=200000000 conv=notrunc status=none", _bench.From);

        await _bench.RestoreAsync(await _bench.BackUpAsync());

        DirectoryBench.Shell("cmp \"$1/sparse\" \"$2/sparse\"", _bench.From, _bench.To);
        var blocks = int.Parse(DirectoryBench.Shell("stat -c %b \"$1/sparse\"", _bench.To), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(blocks < 1000, $"{blocks} blocks");
    }

    [Fact]
    public async Task Restore_ExtendedAttributes_AreThere()
    {
        var file = _bench.Write("a");
        const string Python = "import os, sys; p = sys.argv[1]\n";
        DirectoryBench.Shell("python3 -c \"$1\" \"$2\"", Python + "os.setxattr(p, 'user.colour', b'gr\\xff\\x00=\\nn')", file);

        await _bench.RestoreAsync(await _bench.BackUpAsync());

        DirectoryBench.Shell("python3 -c \"$1\" \"$2\"", Python + "assert os.getxattr(p, 'user.colour') == b'gr\\xff\\x00=\\nn'", Path.Combine(_bench.To, "a"));
    }

    [Fact]
    public async Task Restore_AccessLists_AreThere()
    {
        var file = _bench.Write("a");
        // What setfacl -m u:1234:r writes, which is not installed everywhere. Source: linux/posix_acl_xattr.h.
        const string List = "import os, struct, sys\nacl = struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *e) for e in [(1, 6, 0xffffffff), (2, 4, 1234), (4, 4, 0xffffffff), (16, 4, 0xffffffff), (32, 4, 0xffffffff)])\n";
        try
        {
            DirectoryBench.Shell("python3 -c \"$1\" \"$2\"", List + "os.setxattr(sys.argv[1], 'system.posix_acl_access', acl)", file);
        }
        catch (Xunit.Sdk.XunitException problem)
        {
            output.WriteLine($"skipped: there are no access lists here: {problem.Message}");
            return;
        }

        await _bench.RestoreAsync(await _bench.BackUpAsync());

        DirectoryBench.Shell("python3 -c \"$1\" \"$2\"", List + "assert os.getxattr(sys.argv[1], 'system.posix_acl_access') == acl", Path.Combine(_bench.To, "a"));
    }

    [Fact]
    public async Task BackUp_OwnFolders_AreLeftOut()
    {
        _bench.Write(".janitor/quarantine/x");
        _bench.Write("lost+found/y");
        _bench.Write("a/.janitor/kept");
        _bench.Write("a/lost+found/kept");

        await _bench.RestoreAsync(await _bench.BackUpAsync());

        Assert.Equal(["a", "a/.janitor", "a/.janitor/kept", "a/lost+found", "a/lost+found/kept"], DirectoryBench.Names(_bench.To));
    }

    [Fact]
    public async Task BackUp_OtherFileSystemBelow_IsNotEntered()
    {
        _bench.Write("mounted/below");
        using var mounted = new Tmpfs(Path.Combine(_bench.From, "mounted"), "1m");
        _bench.Write("mounted/elsewhere");

        await _bench.RestoreAsync(await _bench.BackUpAsync());

        Assert.Equal(["mounted"], DirectoryBench.Names(_bench.To));
    }

    [Fact]
    public async Task BackUp_FileThatGrowsMeanwhile_SucceedsWithAWarning()
    {
        var file = _bench.Write("log");
        DirectoryBench.Shell("head -c 64M /dev/urandom > \"$1\"", file);
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var growing = Task.Run(() =>
        {
            using var log = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            while (!stop.IsCancellationRequested)
            {
                log.Write("line\n"u8);
                log.Flush();
                begun.TrySetResult();
            }
        });
        await begun.Task;

        var backup = await _bench.BackUpAsync();
        await stop.CancelAsync();
        await growing;

        Assert.Contains("file changed as we read it", Assert.Single(backup.Manifest!.Parts[0].Warnings), StringComparison.Ordinal);
        Assert.Single(await _bench.ListAsync());
    }

    [Fact]
    public async Task BackUp_NothingChanges_HasNoWarning()
    {
        _bench.Write("a");

        var part = (await _bench.BackUpAsync()).Manifest!.Parts[0];

        Assert.Empty(part.Warnings);
        Assert.Equal(["tar", "zstd"], part.Tools.Keys.Order());
    }

    [Fact]
    public async Task BackUp_UnreadableFile_FailsAndNothingCounts()
    {
        _bench.Write("good");
        Posix.ChangeMode(_bench.Write("secret"), 0);
        using var _ = new TarAsNobody(_bench.Scratch);

        var problem = await Assert.ThrowsAsync<BackupException>(() => _bench.BackUpAsync());

        Assert.Equal(BackupProblem.SourceFailed, problem.Reason);
        Assert.Contains("claim data cannot be read", problem.Message, StringComparison.Ordinal);
        Assert.Contains("secret", problem.Message, StringComparison.Ordinal);
        Assert.Empty(await _bench.ListAsync());
    }
}
