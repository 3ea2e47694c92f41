using System.Text.Json.Serialization.Metadata;

namespace Janitor.Cli.Reports;

/// <summary>Writes JSON lines from several threads; what is buffered goes out at the latest after 200 ms. A reader that is gone cancels the run.</summary>
internal sealed class LineWriter : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly BufferedStream _stream;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stop;

    /// <param name="output">Where the lines go.</param>
    /// <param name="stop">Is cancelled when nothing can be written any more.</param>
    /// <param name="time">The clock.</param>
    public LineWriter(Stream output, CancellationTokenSource stop, TimeProvider time)
    {
        _stream = new BufferedStream(output, 64 * 1024);
        _stop = stop;
        _timer = time.CreateTimer(_ => Guard(_stream.Flush), null, Longest, Longest);
    }

    /// <summary>What went wrong with the output; null while it works.</summary>
    public string? Problem { get; private set; }

    /// <summary>Writes one line.</summary>
    public void Write<T>(T value, JsonTypeInfo<T> type)
    {
        using var line = new MemoryStream();
        ReportJson.Write(line, value, type, indented: false);
        line.WriteByte((byte)'\n');
        Guard(() => line.WriteTo(_stream));
    }

    /// <summary>Writes out what is buffered.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Guard(_stream.Flush);
    }

    private void Guard(Action write)
    {
        lock (_lock)
        {
            if (Problem is not null)
                return;
            try
            {
                write();
            }
            catch (IOException problem)
            {
                Problem = problem.Message;
                _stop.Cancel();
            }
        }
    }
}
