using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Lepton.Store.Tests")]
