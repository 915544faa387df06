using Lepton.Core.Diagnostics;
using Lepton.Data.Folds;
using Lepton.Specs.Models;

namespace Lepton.Data.Tests;

public sealed class FoldTests : IDisposable
{
    private const string Body = """
        files: [{ path: ../data/d.csv }]
        columns:
          id: { type: integer, role: id }
          sort: { type: category }
          owner: { type: integer, role: group }
          day: { type: timestamp, role: time }
          kind: { type: category }
          herd: { type: integer }
        split: { by: random, test: 0.2, validation: 0.2 }
        """;

    private readonly Scene scene = new();
    private readonly BuiltDataset built;

    // 100 rows: a tenth of one sort, owners with five rows each, days in another order than ids.
    public FoldTests() => built = scene.File("d.csv", "id,sort,owner,day,kind,herd\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{(i % 10 == 0 ? "rare" : "common")},{i / 5},{new DateTime(2026, 1, 1).AddDays(i * 37 % 100):yyyy-MM-dd},{(i == 50 ? "only" : "usual")},{(i < 10 ? string.Empty : i / 5)}\n"))).Build(Body);

    [Theory]
    [InlineData(FoldKind.Plain)]
    [InlineData(FoldKind.Stratified)]
    [InlineData(FoldKind.Group)]
    public void Each_row_is_judged_once_a_repeat_and_never_learnt_from_by_who_judges_it(FoldKind by)
    {
        var plan = Plan(by, hasValidation: true);
        var folds = Enumerable.Range(0, 5).Select(f => scene.Deal(built, plan, 0, f)).ToList();
        Assert.Equal(Enumerable.Range(0, 100), folds.SelectMany(f => f["test"]).Select(int.Parse!).Order());
        foreach (var fold in folds)
        {
            Assert.Equal(Enumerable.Range(0, 100), fold.Values.SelectMany(v => v).Select(int.Parse!).Order());
            Assert.Equal(20, fold["test"].Count);
            Assert.Equal(20, fold["validation"].Count);
        }

        // Dealt anew, but the same again.
        Assert.NotEqual(folds[0]["test"], scene.Deal(built, plan, 1, 0)["test"]);
        Assert.Equal(folds[0]["test"], scene.Deal(built, plan, 0, 0)["test"]);
        Assert.False(scene.Deal(built, Plan(by, hasValidation: false), 0, 0).ContainsKey("validation"));
    }

    [Fact]
    public void Stratified_folds_have_their_share_of_each_class() =>
        Assert.All(Enumerable.Range(0, 5), f => Assert.Equal(2, scene.Deal(built, Plan(FoldKind.Stratified), 0, f)["test"].Count(i => int.Parse(i!) % 10 == 0)));

    [Fact]
    public void The_rows_of_a_group_stay_together() =>
        Assert.All(Enumerable.Range(0, 5).SelectMany(f => scene.Deal(built, Plan(FoldKind.Group), 0, f)["test"].GroupBy(i => int.Parse(i!) / 5)), g => Assert.Equal(5, g.Count()));

    [Fact]
    public void Folds_by_time_are_judged_by_what_was_before_them()
    {
        static int Day(string? id) => int.Parse(id!) * 37 % 100;
        var plan = Plan(FoldKind.Time, hasValidation: true);
        for (var f = 0; f < 3; f++)
        {
            var fold = scene.Deal(built, plan with { Count = 3 }, 0, f);
            Assert.Equal(Enumerable.Range(20 * (f + 2), 20), fold["test"].Select(Day).Order());
            Assert.Equal(Enumerable.Range(20 * (f + 1), 20), fold["validation"].Select(Day).Order());
            Assert.Equal(Enumerable.Range(0, 20 * (f + 1)), fold["train"].Select(Day).Order());
        }

        var bare = scene.Deal(built, Plan(FoldKind.Time) with { Count = 4 }, 0, 0);
        Assert.Equal(Enumerable.Range(0, 20), bare["train"].Select(Day).Order());
        Assert.Equal(Enumerable.Range(20, 20), bare["test"].Select(Day).Order());
    }

    [Fact]
    public void Without_the_test_part_none_of_its_rows_are_dealt()
    {
        var test = scene.Values(built, "test", "id");
        var plan = Plan(FoldKind.Plain) with { HasTest = false };
        var dealt = Enumerable.Range(0, 5).SelectMany(f => scene.Deal(built, plan, 0, f)["test"]).ToList();
        Assert.NotEmpty(test);
        Assert.Equal(100 - test.Count, dealt.Count);
        Assert.Empty(dealt.Intersect(test));
    }

    [Fact]
    public void LPT2022_where_a_fold_would_have_no_rows() =>
        Assert.Contains("fold 21 of 30 would have no rows", Refused(Plan(FoldKind.Group) with { Count = 30 }), StringComparison.Ordinal);

    [Fact]
    public void LPT2022_where_a_model_would_learn_nothing_of_a_class() =>
        Assert.Contains("would learn from no row of class 'only'", Refused(Plan(FoldKind.Plain) with { Class = "kind" }), StringComparison.Ordinal);

    [Fact]
    public void LPT2022_where_a_row_has_no_group() =>
        Assert.Contains("10 rows have no 'herd'", Refused(Plan(FoldKind.Group) with { Column = "herd" }), StringComparison.Ordinal);

    public void Dispose() => scene.Dispose();

    private string Refused(FoldPlan plan)
    {
        var found = Assert.Throws<DiagnosticException>(() => scene.Deal(built, plan, 0, 0)).Diagnostics[0];
        Assert.Equal("LPT2022", found.Code);
        return found.Message;
    }

    private static FoldPlan Plan(FoldKind by, bool hasValidation = false) =>
        new(by, by switch { FoldKind.Stratified => "sort", FoldKind.Group => "owner", FoldKind.Time => "day", _ => null }, "id", 5, 7, hasValidation, null);
}
