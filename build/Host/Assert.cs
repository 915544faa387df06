using System.Diagnostics.CodeAnalysis;

namespace Nuke.Common;

/// <summary>Ends a target with a friendly message.</summary>
public static class Assert
{
    [DoesNotReturn]
    public static void Fail(string message) => throw new Execution.TargetFailedException(message);

    public static void True([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            Fail(message);
        }
    }
}
