namespace Lepton.Core.Diagnostics;

/// <summary>A place in a file; line and column count from one, zero means the file as a whole.</summary>
public sealed record SourceLocation(string Path, int Line = 0, int Column = 0);
