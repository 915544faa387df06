namespace Nuke.Common.Execution;

/// <summary>A target cannot go on; the message is all that the user sees.</summary>
internal sealed class TargetFailedException(string message) : Exception(message);
