namespace Janitor.Engine.Contents;

/// <summary>The end of writing an item.</summary>
public static class ArrivedContent
{
    /// <summary>Ends the writing, makes sure that what arrived is what was sent, and puts it in its place.</summary>
    /// <param name="incoming">The item on its way, after all parts.</param>
    /// <param name="sha256">The SHA-256 of what was sent.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ContentException">It is not, or cannot be written.</exception>
    public static async Task KeepAsync(this IIncomingContent incoming, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        await using (var arrived = await incoming.FinishAsync(cancellationToken))
        {
            if (arrived is not null && !(await ContentHash.ComputeAsync(arrived, arrived.PartSize, null, null, cancellationToken)).AsSpan().SequenceEqual(sha256.Span))
                throw new ContentException("what arrived is not what was sent: the network or the destination alters bytes");
        }

        await incoming.KeepAsync(cancellationToken);
    }
}
