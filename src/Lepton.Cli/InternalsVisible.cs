using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Lepton.Cli.Tests")]
