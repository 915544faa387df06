namespace Lepton.Store.Oci;

/// <summary>Reads small answers into memory, and never more than it should.</summary>
internal static class BoundedBody
{
    /// <exception cref="OciException">The body is longer.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int longest, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var found = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await body.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            await found.WriteAsync(buffer.AsMemory(0, read), cancellation);
            if (found.Length > longest)
            {
                throw new OciException(OciFailure.Corrupt, $"{response.RequestMessage?.RequestUri?.Authority} sends more than {longest} bytes where fewer are allowed");
            }
        }

        return found.ToArray();
    }
}
