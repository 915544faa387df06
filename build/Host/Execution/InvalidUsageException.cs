namespace Nuke.Common.Execution;

/// <summary>The command line names what is not there: exit code 2.</summary>
public sealed class InvalidUsageException(string message) : Exception(message);
