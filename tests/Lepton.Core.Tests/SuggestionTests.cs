using Lepton.Core.Text;

namespace Lepton.Core.Tests;

public class SuggestionTests
{
    [Theory]
    [InlineData("max-dept", "max-depth")]
    [InlineData("roudns", "rounds")]
    [InlineData("banana", null)]
    public void A_slip_finds_the_word_that_was_meant(string word, string? meant) =>
        Assert.Equal(meant, Suggestion.For(word, ["max-depth", "rounds", "l2"]));
}
