using Lepton.Testing;

namespace Lepton.Cli.Tests;

/// <summary>What users see, in every form in which they can see it.</summary>
public class OutputTests
{
    [Theory]
    [InlineData("terminal")]
    [InlineData("plain")]
    [InlineData("github")]
    public async Task A_workspace_from_its_first_day_to_its_first_mistakes(string kind)
    {
        using var screen = new Screen(kind);
        var text = await screen.TypeAsync("init");
        OneAtATime(screen);
        text += await screen.TypeAsync("plan");
        text += await screen.TypeAsync("train");
        text += await screen.TypeAsync("train");
        text += await screen.TypeAsync("status");
        screen.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        text += await screen.TypeAsync("why", "house-price");
        text += await screen.TypeAsync("train", "-s", "trainer.hyperparameters.l2=1");
        screen.Edit("models/house-price.yaml", "{ metric: r2, min: 0.8 }", "{ metric: r2, min: 0.99 }");
        text += await screen.TypeAsync("train");
        screen.Edit("data-specs/houses.yaml", "rows: { min: 100 }", "rows: { min: 1000 }");
        text += await screen.TypeAsync("train");
        screen.Edit("models/house-price.yaml", "metrics:", "metricks:");
        text += await screen.TypeAsync("train");
        text += await screen.TypeAsync("trian");
        Assert.Equal(SnapshotFile.Of($"first-day.{kind}.txt", text), text);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--events")]
    [InlineData("--verbose")]
    public async Task Training_for_machines_and_for_the_curious(string option)
    {
        using var screen = new Screen("plain");
        await screen.TypeAsync("init");
        OneAtATime(screen);
        var text = await screen.TypeAsync("train", option) + await screen.TypeAsync("gate", option);

        // How far the run has come is told when somebody looks, at no certain time.
        text = string.Join('\n', text.Split('\n').Where(l => !l.Contains("\"event\":\"outlook\"", StringComparison.Ordinal)));
        Assert.Equal(SnapshotFile.Of($"train{option}.txt", text), text);
    }

    // Without the measured cost, which comes before or after evaluate, every run takes its steps in the same order.
    private static void OneAtATime(Screen screen) => screen.Edit("models/house-price.yaml", "  - { cost: size, max: 1MB }\n", string.Empty);
}
