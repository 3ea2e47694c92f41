namespace Janitor.Cli.Tests.Commands;

/// <summary>Whatever is wrong with arguments, documents and what they refer to ends with exit code 2, before anything is touched.</summary>
public sealed class InputTests : IDisposable
{
    private const string Secret = """
        apiVersion: v1
        kind: Secret
        metadata: { name: s3, namespace: media }
        stringData: { accessKeyId: AKIA }

        """;

    private readonly JanitorProcess _janitor = new JanitorProcess()
        .With("clips.yaml", Policies.Clips(mode: "Enforce"))
        .With("videos.yaml", Policies.Videos)
        .With("bad.yaml", Policies.Clips(name: "Bad_Name"))
        .With("only-secret.yaml", Secret)
        .With("half-secret.yaml", Policies.Videos + "---\n" + Secret)
        .With("other-namespace.yaml", Policies.Videos + "---\n" + Secret.Replace("media", "other", StringComparison.Ordinal))
        .With("mounted/s3/accessKeyId", "AKIA\n")
        .With("file", string.Empty)
        .Item("a.mp4", TimeSpan.FromHours(3));

    public void Dispose() => _janitor.Dispose();

    [Theory]
    [InlineData("-f clips.yaml", "error: clips.yaml document 1 (RetentionPolicy media/clips), line 6: spec.target.volume.claimName: no directory for claim \"scratch\": add --volume scratch=DIR")]
    [InlineData("-f clips.yaml --volume scratch=nix", "error: clips.yaml document 1 (RetentionPolicy media/clips), line 6: spec.target.volume.claimName: --volume scratch=nix: there is no such directory; create it, or name another")]
    [InlineData("-f clips.yaml --volume scratch=file", "error: clips.yaml document 1 (RetentionPolicy media/clips), line 6: spec.target.volume.claimName: --volume scratch=file: there is no such directory; create it, or name another")]
    [InlineData("-f clips.yaml -f videos.yaml --volume scratch=data", "error: videos.yaml document 1 (RetentionPolicy media/videos), line 6: spec.target.bucket.credentialsSecretRef: no Secret \"s3\" of namespace media among the documents of -f; add the Secret to the documents, or give --secrets DIR with one folder a Secret")]
    [InlineData("-f videos.yaml --secrets data", "error: videos.yaml document 1 (RetentionPolicy media/videos), line 6: spec.target.bucket.credentialsSecretRef: no Secret \"s3\" of namespace media among the documents of -f, and no folder data/s3; add the Secret to the documents, or give --secrets DIR with one folder a Secret")]
    [InlineData("-f videos.yaml --secrets mounted", "error: videos.yaml document 1 (RetentionPolicy media/videos), line 6: spec.target.bucket.credentialsSecretRef: Secret \"s3\" in mounted/s3 has no key \"secretAccessKey\"; it has accessKeyId")]
    [InlineData("-f half-secret.yaml", "error: half-secret.yaml document 1 (RetentionPolicy media/videos), line 6: spec.target.bucket.credentialsSecretRef: Secret \"s3\" among the documents has no key \"secretAccessKey\"; it has accessKeyId")]
    [InlineData("-f other-namespace.yaml", "error: other-namespace.yaml document 1 (RetentionPolicy media/videos), line 6: spec.target.bucket.credentialsSecretRef: Secret \"s3\" is in namespace other, and the policy is in media; write the Secret in namespace media")]
    [InlineData("-f videos.yaml --bucket videos=data --secrets nix", "error: --secrets nix: there is no such directory; create it, or name another")]
    [InlineData("-f clips.yaml -f bad.yaml --volume scratch=data", "error: bad.yaml document 1 (RetentionPolicy media/Bad_Name), line 3: metadata.name: \"Bad_Name\" is not a valid name: write at most 253 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends")]
    [InlineData("-f nix.yaml", "error: nix.yaml: no such file or directory; check the path after -f")]
    [InlineData("-f data", "error: data: has no *.yaml, *.yml or *.json file; name the file, or another directory")]
    [InlineData("-f only-secret.yaml", "error: no RetentionPolicy in only-secret.yaml")]
    [InlineData("-f clips.yaml --policy nix --volume scratch=data", "error: --policy nix: no such policy; there are media/clips")]
    [InlineData("-f clips.yaml --volume scratch", "--volume: \"scratch\" is not of the form claim=dir|try: janitor apply --help")]
    [InlineData("-f clips.yaml --volume scratch=data --volume scratch=.", "--volume: scratch is given twice; keep one of them|try: janitor apply --help")]
    [InlineData("-f clips.yaml --volume scratch=data --only [", "--only: in \"[\" a [ has no ]; write \\[ for a bracket|try: janitor apply --help")]
    [InlineData("-f clips.yaml --volume scratch=data --enforce --dry-run", "--dry-run and --enforce exclude each other; keep one of them|try: janitor apply --help")]
    [InlineData("-f clips.yaml --volume scratch=data -o xml", "Argument 'xml' not recognized. Must be one of:|\t'table'|\t'json'|\t'ndjson'|try: janitor apply --help")]
    [InlineData("-f clips.yaml --volume scratch=data --nix", "Unrecognized command or argument '--nix'.|try: janitor apply --help")]
    [InlineData("", "Option '--filename' is required.|try: janitor apply --help")]
    public async Task Apply_BadInput_SaysWhatToDoAndTouchesNothing(string arguments, string expected)
    {
        var result = await _janitor.RunAsync(["apply", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(expected.Replace("\t", "\\t", StringComparison.Ordinal).Split('|'), result.ErrorLines);
        Assert.Equal((2, string.Empty), (result.Code, result.Output));
        Assert.Equal(["a.mp4"], _janitor.Items);
    }

    [Fact]
    public async Task Apply_DirectoryOfManifests_ReadsThemInOrder()
    {
        _janitor.With("dir/b.yml", Policies.Clips("b")).With("dir/a.yaml", Policies.Clips("a"))
            .With("dir/c.json", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}""").With("dir/sub/d.yaml", "bad").With("dir/e.txt", "bad");

        var result = await _janitor.RunAsync("validate", "-f", "dir");

        Assert.Equal((0, "media/a: valid\nmedia/b: valid\n"), (result.Code, result.Output));
        Assert.Equal(["note: dir/c.json document 1 (ConfigMap c): passed over: only RetentionPolicy, StorageQuota, BackupSchedule, Backup, Restore and Secret are read"], result.ErrorLines);
    }

    [Fact]
    public async Task Apply_MountedSecrets_AreReadThroughTheirLinks()
    {
        _janitor.With("kube/s3/..2026/accessKeyId", "AKIA").With("kube/s3/..2026/secretAccessKey", "hunter2\n");
        Directory.CreateSymbolicLink(Path.Combine(_janitor.Folder, "kube/s3/..data"), "..2026");
        foreach (var key in (string[])["accessKeyId", "secretAccessKey"])
            File.CreateSymbolicLink(Path.Combine(_janitor.Folder, "kube/s3", key), $"..data/{key}");

        var result = await _janitor.RunAsync("plan", "-f", "videos.yaml", "--secrets", "kube");

        // The Secret was found; nothing listens at the endpoint.
        Assert.Equal(1, result.Code);
        Assert.StartsWith("error: media/videos: spec.target.bucket", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_MappingThatNoPolicyUses_IsNoted()
    {
        var result = await _janitor.RunAsync("plan", "-f", "clips.yaml", "--volume", "scratch=data", "--volume", "scrach=data");

        Assert.Equal((0, "note: --volume scrach=data: no policy uses it\n"), (result.Code, result.Errors));
    }

    [Fact]
    public async Task Validate_BackupSchedule_IsToldAsTheOthersAre()
    {
        _janitor.With("backup.yaml", Policies.Backup());

        var both = await _janitor.RunAsync("validate", "-f", "backup.yaml", "-f", "clips.yaml");
        var alone = await _janitor.RunAsync("validate", "-f", "backup.yaml");
        var wrong = await _janitor.With("wrong.yaml", Policies.Backup("{ keepLast: -1 }")).RunAsync("validate", "-f", "wrong.yaml");
        var none = await _janitor.RunAsync("validate", "-f", "only-secret.yaml");

        Assert.Equal((0, "media/clips: valid\nBackupSchedule media/nightly: valid\n", string.Empty), (both.Code, both.Output, both.Errors));
        Assert.Equal((0, "BackupSchedule media/nightly: valid\n", string.Empty), (alone.Code, alone.Output, alone.Errors));
        Assert.Equal(
            (2, string.Empty, "error: wrong.yaml document 1 (BackupSchedule media/nightly), line 7: spec.retention.keepLast: -1 is out of range; write a number from 0 to 100000\n"),
            (wrong.Code, wrong.Output, wrong.Errors));
        Assert.Equal((2, "error: no RetentionPolicy, StorageQuota or BackupSchedule in only-secret.yaml\n"), (none.Code, none.Errors));
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public async Task Run_BackupScheduleBesidePolicies_IsPassedOverWithANote(string command)
    {
        _janitor.With("backup.yaml", Policies.Backup());

        var result = await _janitor.RunAsync(command, "-f", "backup.yaml", "-f", "clips.yaml", "--volume", "scratch=data");
        var alone = await _janitor.RunAsync(command, "-f", "backup.yaml");

        Assert.Equal(0, result.Code);
        Assert.Contains("note: BackupSchedule media/nightly: passed over: this command is about policies", result.ErrorLines);
        Assert.Equal((2, "error: no RetentionPolicy in backup.yaml"), (alone.Code, alone.ErrorLines[^1]));
        Assert.Equal(command == "apply" ? 0 : 1, _janitor.Items.Count());
    }

    [Fact]
    public async Task Validate_HugeFile_IsRefused()
    {
        _janitor.With("huge.yaml", new string('#', 11 * 1024 * 1024));

        var result = await _janitor.RunAsync("validate", "-f", "huge.yaml");

        Assert.Equal((2, "error: huge.yaml: is larger than 10 MiB, which no manifest should be; split it\n"), (result.Code, result.Errors));
    }

    [Fact]
    public async Task Validate_NotUtf8_IsRefused()
    {
        await File.WriteAllBytesAsync(Path.Combine(_janitor.Folder, "latin.yaml"), [.. "a: "u8, 0xE4]);

        var result = await _janitor.RunAsync("validate", "-f", "latin.yaml");

        Assert.Equal((2, "error: latin.yaml: is not UTF-8 text; save it as UTF-8\n"), (result.Code, result.Errors));
    }
}
