using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Storage.Backups.Volumes;
using Janitor.Storage.Tests.Volumes;

namespace Janitor.Storage.Tests.Backups.Volumes;

public sealed class DirectoryRestoreTests : IDisposable
{
    private readonly DirectoryBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(OverwriteRule.Never)]
    [InlineData(OverwriteRule.IfEmpty)]
    public async Task Restore_SomethingIsThere_RefusesAndTouchesNothing(OverwriteRule rule)
    {
        _bench.Write("a", "new");
        var backup = await _bench.BackUpAsync();
        Directory.CreateDirectory(_bench.To);
        File.WriteAllText(Path.Combine(_bench.To, "b"), "old");

        var problem = await Assert.ThrowsAsync<BackupException>(() => _bench.RestoreAsync(backup, rule));

        Assert.Equal(BackupProblem.TargetRefused, problem.Reason);
        Assert.Equal(["b"], DirectoryBench.Names(_bench.To));
    }

    [Fact]
    public async Task Restore_EmptyDirectory_IsRefusedByNeverAlone()
    {
        _bench.Write("a");
        var backup = await _bench.BackUpAsync();
        Directory.CreateDirectory(Path.Combine(_bench.To, "lost+found"));

        var problem = await Assert.ThrowsAsync<BackupException>(() => _bench.RestoreAsync(backup, OverwriteRule.Never));
        await _bench.RestoreAsync(backup);

        Assert.Contains("overwrite: IfEmpty", problem.Message, StringComparison.Ordinal);
        Assert.Equal(["a", "lost+found"], DirectoryBench.Names(_bench.To));
    }

    [Fact]
    public async Task Restore_SomethingAppearsAfterItWasLookedAt_RefusesAndTouchesNothing()
    {
        _bench.Write("a", "new");
        var part = (await _bench.BackUpAsync()).Manifest!.Parts[0];
        var target = new DirectoryTarget(_bench.To, "claim restored", []);
        await target.InspectAsync(part, OverwriteRule.IfEmpty, default);
        Directory.CreateDirectory(_bench.To);
        File.WriteAllText(Path.Combine(_bench.To, "a"), "of an application");

        await Assert.ThrowsAsync<BackupException>(() => target.OpenAsync(part, OverwriteRule.IfEmpty, default));

        Assert.Equal("of an application", File.ReadAllText(Path.Combine(_bench.To, "a")));
    }

    [Fact]
    public async Task Restore_Always_ReplacesSamePathsAndLeavesOthers()
    {
        _bench.Write("a", "new");
        _bench.Write("d/b", "new");
        var backup = await _bench.BackUpAsync();
        Directory.CreateDirectory(Path.Combine(_bench.To, "d"));
        File.WriteAllText(Path.Combine(_bench.To, "a"), "old");
        File.WriteAllText(Path.Combine(_bench.To, "d/c"), "old");

        await _bench.RestoreAsync(backup, OverwriteRule.Always);

        Assert.Equal(["a", "d", "d/b", "d/c"], DirectoryBench.Names(_bench.To));
        Assert.Equal("newnewold", DirectoryBench.Shell("cd \"$1\"; cat a d/b d/c", _bench.To));
    }

    [Theory]
    [InlineData("docs/*.md", "docs|docs/a.md")]
    [InlineData("docs/**", "docs|docs/a.md|docs/b|docs/b/a.md|docs/b/c|docs/b/c/z.txt|docs/empty|docs/y.txt")]
    [InlineData("**/*.md", "docs|docs/a.md|docs/b|docs/b/a.md|docs.md|other|other/long|other/long/x.md")]
    [InlineData("docs/{y,z}.txt", "docs|docs/y.txt")]
    [InlineData("docs/[!a-m].txt", "docs|docs/y.txt")]
    [InlineData("holes", "holes")]
    [InlineData("umläut *", "umläut ?")]
    public async Task Restore_Include_IsAGlobAsElsewhere(string pattern, string expected)
    {
        foreach (var path in new[] { "docs/a.md", "docs/b/a.md", "docs/b/c/z.txt", "docs/y.txt", "docs.md", "other/n", "umläut ?", "other/" + new string('l', 200) + "/x.md" })
            _bench.Write(path, path);
        Directory.CreateDirectory(Path.Combine(_bench.From, "docs/empty"));
        DirectoryBench.Shell("cd \"$1\"; truncate -s 5M holes; printf data >> holes", _bench.From);

        await _bench.RestoreAsync(await _bench.BackUpAsync(), OverwriteRule.IfEmpty, pattern);

        var names = DirectoryBench.Names(_bench.To).Select(name => name.Replace(new string('l', 200), "long", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(expected.Split('|').Order(StringComparer.Ordinal), names);
        DirectoryBench.Shell("cd \"$2\"; find . -type f -exec cmp {} \"$1\"/{} \\;", _bench.From, _bench.To);
    }

    [Fact]
    public async Task Restore_IncludeOfNothing_FailsAndSaysSo()
    {
        _bench.Write("a");
        var backup = await _bench.BackUpAsync();

        var problem = await Assert.ThrowsAsync<BackupException>(() => _bench.RestoreAsync(backup, OverwriteRule.IfEmpty, "b/**"));

        Assert.Contains("match nothing", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d/b")]
    [InlineData("long")]
    public async Task Restore_IncludeOfAHardLinkAlone_IsRefusedAndTouchesNothing(string directory)
    {
        var path = directory.Replace("long", new string('l', 200), StringComparison.Ordinal);
        DirectoryBench.Shell("cd \"$1\"; mkdir -p \"$2\"; printf right > \"$2/x\"; ln \"$2/x\" \"$2/y\"", _bench.From, path);
        var backup = await _bench.BackUpAsync();
        DirectoryBench.Shell("mkdir -p \"$1/$2\"; printf wrong > \"$1/$2/x\"; ln \"$1/$2/x\" \"$1/$2/y\"", _bench.To, path);

        // tar takes names as the file system gives them: either may be the one with the content.
        var refused = new List<BackupException>();
        foreach (var name in new[] { "x", "y" })
        {
            var before = DirectoryBench.Describe(_bench.To);
            if (await Record.ExceptionAsync(() => _bench.RestoreAsync(backup, OverwriteRule.Always, $"{path}/{name}")) is not { } problem)
            {
                Assert.Equal("right", File.ReadAllText(Path.Combine(_bench.To, path, name)));
                continue;
            }

            refused.Add(Assert.IsType<BackupException>(problem));
            Assert.Equal(before, DirectoryBench.Describe(_bench.To));
        }

        Assert.Equal(BackupProblem.TargetRefused, Assert.Single(refused).Reason);
        Assert.Matches("/[xy] is a hard link to .*/[xy], which is not chosen: include that, too", refused[0].Message);
        await _bench.RestoreAsync(backup, OverwriteRule.Always, $"{path}/?");
        Assert.Equal(DirectoryBench.Describe(Path.Combine(_bench.From, path)), DirectoryBench.Describe(Path.Combine(_bench.To, path)));
    }

    [Fact]
    public async Task Restore_IncludeOfNamesThatAreNotUtf8_IsByBytes()
    {
        DirectoryBench.Shell("cd \"$1\"; mkdir d; printf x > d/\"$(printf 'a\\377')\"; printf y > d/\"$(printf 'b\\nc')\"; printf z > e", _bench.From);

        await _bench.RestoreAsync(await _bench.BackUpAsync(), OverwriteRule.IfEmpty, "d/*");

        DirectoryBench.Shell("diff -r \"$1/d\" \"$2/d\"; test ! -e \"$2/e\"", _bench.From, _bench.To);
    }

    [Theory]
    [InlineData("absolute")]
    [InlineData("above")]
    [InlineData("link")]
    [InlineData("relative-link")]
    public async Task Restore_EvilArchive_WritesNothingOutside(string kind)
    {
        var evil = Path.Combine(_bench.Scratch, "evil.tar");
        var outside = Directory.CreateDirectory(Path.Combine(_bench.Scratch, "outside")).FullName;
        DirectoryBench.Shell(
            """
            python3 - "$@" <<'END'
            import io, sys, tarfile
            path, outside, kind = sys.argv[1:]
            with tarfile.open(path, 'w', format=tarfile.PAX_FORMAT) as tar:
                def add(name, link=None):
                    member = tarfile.TarInfo(name)
                    if link:
                        member.type, member.linkname = tarfile.SYMTYPE, link
                    else:
                        member.size = 4
                    tar.addfile(member, None if link else io.BytesIO(b'evil'))
                if kind == 'absolute': add(outside + '/x')
                if kind == 'above': add('../outside/x')
                if kind == 'link': add('./l', outside); add('./l/x')
                if kind == 'relative-link': add('./l', '../outside'); add('./l/x')
            END
            """,
            evil,
            outside,
            kind);
        _bench.Write("a");
        var part = (await _bench.BackUpAsync()).Manifest!.Parts[0];
        var target = new DirectoryTarget(_bench.To, "claim restored", []);

        await using (var writing = await target.OpenAsync(part, OverwriteRule.IfEmpty, default))
        {
            await writing.Content.WriteAsync(await File.ReadAllBytesAsync(evil));
            await writing.Content.DisposeAsync();
            await Record.ExceptionAsync(() => writing.EndAsync(default));
        }

        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public async Task Restore_LinkOutOfTheTarget_IsReplacedByTheDirectory()
    {
        _bench.Write("d/a");
        var backup = await _bench.BackUpAsync();
        var outside = Directory.CreateDirectory(Path.Combine(_bench.Scratch, "outside")).FullName;
        Directory.CreateDirectory(_bench.To);
        File.CreateSymbolicLink(Path.Combine(_bench.To, "d"), outside);

        await _bench.RestoreAsync(backup, OverwriteRule.Always, "d/a");

        Assert.Empty(Directory.GetFileSystemEntries(outside));
        Assert.Equal(["d", "d/a"], DirectoryBench.Names(_bench.To));
    }

    [Fact]
    public async Task Restore_FullFileSystem_SaysWhatIsThere()
    {
        DirectoryBench.Shell("cd \"$1\"; head -c 5M /dev/urandom > big; cp big bigger", _bench.From);
        var backup = await _bench.BackUpAsync();
        using var small = new Tmpfs(_bench.To, "1m");

        var problem = await Assert.ThrowsAsync<BackupException>(() => _bench.RestoreAsync(backup));

        Assert.Equal(BackupProblem.RestoreFailed, problem.Reason);
        Assert.Contains("No space left on device", problem.Message, StringComparison.Ordinal);
        Assert.Contains("empty it, and restore again", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>So it is in a worker's pod: its user is not root, and the volume's root is open to it by its group alone.</summary>
    [Fact]
    public async Task Restore_NotAsRootToAVolumeOfRoot_LeavesOwnersAndTheRootAlone()
    {
        DirectoryBench.Shell("cd \"$1\"; mkdir d; echo x > d/a; chown 1234:5678 d/a d; chmod 2750 d; chmod 0700 .", _bench.From);
        var backup = await _bench.BackUpAsync();
        DirectoryBench.Shell("mkdir \"$1\"; chgrp \"$2\" \"$1\"; chmod 2775 \"$1\"", _bench.To, $"{TarAsNobody.User}");
        var archive = Path.Combine(_bench.Scratch, "plain.tar");
        DirectoryBench.Shell("zstd -q -d -c \"$1\"/backups/media/nightly/*/01-*.zst > \"$2\"", _bench.Scratch, archive);
        using var _ = new TarAsNobody(_bench.Scratch);
        // Until its first wait, this is done on this thread: the target is looked at as that user, too.
        var target = new DirectoryTarget(_bench.To, "claim restored", []);
        IPartWriting writing;
        Posix.ActAs(TarAsNobody.User);
        try
        {
            var opening = target.OpenAsync(backup.Manifest!.Parts[0], OverwriteRule.IfEmpty, default);
            Assert.True(opening.IsCompletedSuccessfully);
            writing = await opening;
        }
        finally
        {
            Posix.ActAs(0);
        }

        await using (writing)
        {
            var content = writing.Content;
            await content.WriteAsync(File.ReadAllBytes(archive));
            await content.DisposeAsync();
            await writing.EndAsync(default);
        }

        Assert.Equal("2775 0:65532", Posix.ModeAndOwner(_bench.To));
        Assert.Equal("65532:65532 x", DirectoryBench.Shell("cd \"$1\"; stat -c %u:%g d/a; cat d/a", _bench.To).ReplaceLineEndings(" ").Trim());
    }
}
