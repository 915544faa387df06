/// <summary>A generated file.</summary>
/// <param name="Path">From the root of the repository, with slashes.</param>
sealed record WorkflowFile(string Path, string Text);
