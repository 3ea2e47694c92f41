using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Janitor.Engine.Migration;

namespace Janitor.Storage.Migration;

/// <summary>
/// A file to which 16 bytes are added for each verified copy, and for each upload in parts. What a killed process wrote last may be cut off, and is passed over: such an item is
/// compared once more.
/// </summary>
public sealed class MigrationJournal : IMigrationJournal, IDisposable
{
    private const int Length = 16;

    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _facts = [];
    private readonly FileStream _file;

    private MigrationJournal(FileStream file) => _file = file;

    /// <summary>Opens the journal of a migration, and makes it when there is none.</summary>
    /// <param name="directory">Where journals are; made when missing.</param>
    /// <param name="from">Tells the source from all others.</param>
    /// <param name="to">Tells the destination from all others.</param>
    /// <exception cref="IOException">It cannot be read or written, or another process has it open.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read or written.</exception>
    public static MigrationJournal Open(string directory, string from, string to)
    {
        Directory.CreateDirectory(directory);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{from}\0{to}")).AsSpan(0, Length));
        var journal = new MigrationJournal(new FileStream(Path.Combine(directory, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        journal.Read();
        return journal;
    }

    /// <inheritdoc/>
    public bool Contains(UInt128 fact)
    {
        lock (_lock)
            return _facts.Contains(fact);
    }

    /// <inheritdoc/>
    public void Add(UInt128 fact)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, fact);
        lock (_lock)
        {
            if (!_facts.Add(fact))
                return;
            _file.Write(bytes);
            // To the kernel: a killed process loses nothing then.
            _file.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Read()
    {
        var whole = _file.Length / Length;
        Span<byte> bytes = stackalloc byte[Length];
        for (var i = 0L; i < whole; i++)
        {
            _file.ReadExactly(bytes);
            _facts.Add(BinaryPrimitives.ReadUInt128LittleEndian(bytes));
        }

        _file.SetLength(whole * Length);
        _file.Position = whole * Length;
    }
}
