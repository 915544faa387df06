using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Lepton.Sdk.Tests")]
