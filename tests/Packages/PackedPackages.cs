using System.Security;
using EmbeddedSeq.Cli.Tests;

namespace EmbeddedSeq.Packages.Tests;

/// <summary>The packages of this build in a folder of their own, and a configuration by which nothing is fetched from elsewhere.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("eseq-packages-");

    internal string Folder => Path("packages");

    internal string Configuration => Path("nuget.config");

    internal string Path(string name) => System.IO.Path.Combine(_root.FullName, name);

    internal string Package(string id, string extension) => System.IO.Path.Combine(Folder, $"{id}.{Version}.{extension}");

    /// <summary>All packages have the same.</summary>
    internal string Version { get; private set; } = "";

    public async Task InitializeAsync()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        await DotNet.Run("dotnet", Repository.Root, "pack", "EmbeddedSeq.sln", "--no-build", "-c", configuration, "-o", Folder, "-v", "quiet");
        const string id = "EmbeddedSeq.Runtime.";
        Version = System.IO.Path.GetFileNameWithoutExtension(Directory.GetFiles(Folder, id + "*.nupkg").Single())[id.Length..];
        // Packages of others come from where this build has them; ours go into a cache that ends with the test.
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Configuration, $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{SecurityElement.Escape(Path("cache"))}" /></config>
              <packageSources><clear /><add key="built" value="{SecurityElement.Escape(Folder)}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="build" value="{SecurityElement.Escape(cache)}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public Task DisposeAsync()
    {
        _root.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
