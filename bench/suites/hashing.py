"""Hashing a file of 1 GB, against openssl."""
import os
from measure import *

with Folder() as folder:
    path = os.path.join(folder, "file")
    with open(path, "wb") as file:
        for _ in range(1024):
            file.write(os.urandom(1 << 20))
    seconds = interleaved({"lepton": ([BENCH, "hash", path], None), "openssl": (["openssl", "dgst", "-sha256", path], None)}, 5)
    show("speed of openssl dgst -sha256 reached", seconds["openssl"][0] / seconds["lepton"][0], 0.9, "x", lower=False)
