namespace Lepton.Core.Tests;

public class ExitCodesTests
{
    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 0, 3 }, 3)]
    [InlineData(new[] { 3, 1 }, 1)]
    [InlineData(new[] { 1, 4 }, 4)]
    [InlineData(new[] { 4, 2, 1 }, 2)]
    [InlineData(new[] { 2, 130, 4 }, 130)]
    public void Of_several_codes_the_worst_wins(int[] codes, int worst) => Assert.Equal(worst, (int)ExitCodes.Worst(codes.Select(c => (ExitCode)c)));
}
