using Microsoft.AspNetCore.Http;

namespace Lepton.Testing;

/// <summary>A web server of the files of a folder.</summary>
public sealed class FolderServer(string folder) : LoopbackServer
{
    protected override async Task AnswerAsync(HttpContext context)
    {
        var asked = context.Request.Path.Value!.TrimStart('/');
        var path = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).FirstOrDefault(f => Path.GetRelativePath(folder, f) == asked);
        if (path is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await context.Response.Body.WriteAsync(await File.ReadAllBytesAsync(path));
    }
}
