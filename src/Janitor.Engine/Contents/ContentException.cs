namespace Janitor.Engine.Contents;

/// <summary>One item cannot be read or written; others may.</summary>
/// <param name="message">What happened to it, in words for the user, in lower case and without its path.</param>
/// <param name="innerException">The cause.</param>
public sealed class ContentException(string message, Exception? innerException = null) : Exception(message, innerException);
