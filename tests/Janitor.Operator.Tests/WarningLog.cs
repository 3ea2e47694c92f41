using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Tests;

/// <summary>Keeps warnings and errors that are logged, so that a test that fails can tell them.</summary>
internal sealed class WarningLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    public override string ToString() => string.Join('\n', _lines.TakeLast(10));

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            _lines.Enqueue(exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception}");
    }
}
