using System.Text;
using System.Text.Json.Nodes;
using Lepton.Core.Json;

namespace Lepton.Core.Tests;

public class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b": 1, "a": [1.0, 2.50, -0.1], "B": {"y": null, "x": true}}""", """{"B":{"x":true,"y":null},"a":[1,2.5,-0.1],"b":1}""")]
    [InlineData("""["é\u0041\n<"]""", """["éA\n<"]""")]
    [InlineData("1e2", "100")]
    public void One_value_has_one_spelling(string json, string canonical) =>
        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalJson.Serialize(JsonNode.Parse(json))));

    [Fact]
    public void Any_order_of_keys_gives_the_same_digest()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 200; trial++)
        {
            var pairs = Enumerable.Range(0, random.Next(1, 20)).Select(i => ($"k{random.Next(1000)}_{i}", random.NextDouble())).ToArray();
            var one = new JsonObject(pairs.Select(p => KeyValuePair.Create(p.Item1, (JsonNode?)p.Item2)));
            random.Shuffle(pairs);
            var other = new JsonObject(pairs.Select(p => KeyValuePair.Create(p.Item1, (JsonNode?)p.Item2)));
            Assert.Equal(CanonicalJson.DigestOf(one), CanonicalJson.DigestOf(other));
        }
    }
}
