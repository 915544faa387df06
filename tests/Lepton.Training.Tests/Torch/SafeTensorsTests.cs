using System.Buffers.Binary;
using System.Text;
using Lepton.Testing;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Tests.Torch;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void What_is_written_is_read()
    {
        var path = folder.File("a.safetensors");
        SafeTensors.Write(path, [("b.weight", [2, 3], [1, 2, 3, 4, 5, float.NegativeInfinity]), ("a", [], [7]), ("empty", [0, 4], [])]);
        var read = SafeTensors.Read(path);
        Assert.Equal(["a", "b.weight", "empty"], read.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([2, 3], read["b.weight"].Shape);
        Assert.Equal([1, 2, 3, 4, 5, float.NegativeInfinity], read["b.weight"].Values);
        Assert.Equal([7f], read["a"].Values);
        Assert.Empty(read["empty"].Values);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":")]
    [InlineData("[1]")]
    [InlineData("{\"a\":{}}")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,36]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}")]
    public void A_file_that_is_none_is_refused(string header)
    {
        var bytes = new byte[8 + header.Length + 8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        File.WriteAllBytes(folder.File("a"), bytes);
        Assert.Throws<InvalidDataException>(() => SafeTensors.Read(folder.File("a")));
    }

    [Fact]
    public void A_header_longer_than_the_file_is_refused()
    {
        File.WriteAllBytes(folder.File("a"), [255, 255, 255, 255, 0, 0, 0, 0, 1, 2]);
        Assert.Throws<InvalidDataException>(() => SafeTensors.Read(folder.File("a")));
    }

    public void Dispose() => folder.Dispose();
}
