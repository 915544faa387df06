using System.Diagnostics;
using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Tests;

public class YamlReaderTests
{
    [Fact]
    public void Every_value_knows_its_place()
    {
        var document = Read("a: 1\nb:\n  - x\n  - c: { d: 5 }\n", out _)!;
        Assert.Equal(4, document.Locate("b", 1, "c", "d").Line);
        Assert.Equal(13, document.Locate("b", 1, "c", "d").Column);
        Assert.Equal(document.Locate("b", 1, "c").Line, document.Locate("b", 1, "c", "nothing").Line);
    }

    [Theory]
    [InlineData("a: &x [1]\nb: *x\n", "LPT1006")]
    [InlineData("a: 1\na: 2\n", "LPT1005")]
    [InlineData("a:\n\t- 1\n", "LPT1002")]
    [InlineData("a: [1, 2\n", "LPT1002")]
    [InlineData("a: 1\n---\nb: 2\n", "LPT1002")]
    [InlineData("? [a, b]\n: 1\n", "LPT1002")]
    [InlineData("a: !!python/object:os.system x\n", "LPT1002")]
    [InlineData("", "LPT1002")]
    public void What_is_no_plain_YAML_gets_a_diagnostic(string yaml, string code)
    {
        Assert.Null(Read(yaml, out var found));
        Assert.Contains(found, d => d.Code == code && d.Location!.Line > 0);
    }

    [Fact]
    public void Invalid_UTF8_names_its_line()
    {
        var found = new List<Diagnostic>();
        Assert.Null(YamlReader.Parse("f", [.. "a: 1\nb: "u8, 0xff, 0xfe, .. "\n"u8], found));
        Assert.Equal(("LPT1003", 2), (found[0].Code, found[0].Location!.Line));
    }

    [Theory]
    [InlineData("deep")]
    [InlineData("flow")]
    [InlineData("aliases")]
    [InlineData("many")]
    [InlineData("long")]
    public void Hostile_files_are_refused_quickly_and_in_little_memory(string kind)
    {
        var yaml = kind switch
        {
            "deep" => string.Concat(Enumerable.Range(0, 2000).Select(i => new string(' ', i) + "a:\n")),
            "flow" => new string('[', 100_000),
            "aliases" => "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range('b', 20).Select(c => $"{(char)c}: &{(char)c} [{string.Join(',', Enumerable.Repeat($"*{(char)(c - 1)}", 9))}]\n")),
            "many" => string.Concat(Enumerable.Range(0, 300_000).Select(i => $"k{i}: 1\n")),
            _ => "a: \"" + new string('x', 3_000_000),
        };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        Assert.Null(Read(yaml, out var found));
        Assert.NotEmpty(found);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "a hang, not a figure");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 400_000_000);
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        using var folder = new Lepton.Testing.TempFolder();
        var path = folder.Write("big.yaml", new string('#', 5_000_000));
        var found = new List<Diagnostic>();
        Assert.Null(YamlReader.Read(path, found));
        Assert.Equal("LPT1004", found[0].Code);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 200; trial++)
        {
            var value = Values.Map(random, 3);
            var yaml = YamlWriter.Write(value);
            var back = YamlJson.Convert(Read(yaml, out _)!.Root);
            Assert.Equal(Encoding.UTF8.GetString(Core.Json.CanonicalJson.Serialize(value)), Encoding.UTF8.GetString(Core.Json.CanonicalJson.Serialize(back)));
        }
    }

    private static SpecDocument? Read(string yaml, out List<Diagnostic> found)
    {
        found = [];
        return YamlReader.Parse("/f.yaml", Encoding.UTF8.GetBytes(yaml), found);
    }
}
