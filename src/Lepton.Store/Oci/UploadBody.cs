namespace Lepton.Store.Oci;

/// <summary>Makes the body of a request out of a piece of a blob; called again for each attempt.</summary>
internal delegate HttpContent UploadBody(long offset, long length, StallGuard guard, Action<long> sent);
