using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Lepton.Build.Tests")]
