"""A gigabyte from a registry on this machine, against curl and openssl."""
import os
import re
import shutil
import subprocess
from measure import *

SIZE = 1 << 30


class Registry:
    """Debian's docker-registry on a port of its own."""

    def __init__(self, folder):
        config = os.path.join(folder, "config.yml")
        write(config, f"version: 0.1\nlog: {{ level: info }}\nstorage: {{ filesystem: {{ rootdirectory: {folder}/data }} }}\nhttp: {{ addr: '127.0.0.1:0' }}\n")
        self.process = subprocess.Popen(["docker-registry", "serve", config], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        for line in self.process.stderr:
            if found := re.search(r"listening on (127\.0\.0\.1:\d+)", line):
                self.address = found[1]
                break

    def __enter__(self):
        return self.address

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


with Folder() as folder, Registry(folder) as address:
    url = f"oci://{address}/bench"
    blob = os.path.join(folder, "blob")
    seconds, _, digest = run([BENCH, "push", url, blob, str(SIZE)])
    digest = digest.strip()
    os.remove(blob)
    store = os.path.join(folder, "store")
    curl = f"curl -sf -o {blob} http://{address}/v2/bench/main/blobs/{digest} && openssl dgst -sha256 {blob} > {blob}.sha256"

    def clean():
        subprocess.run(["chmod", "-R", "u+w", store], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(store, ignore_errors=True)
        if os.path.exists(blob):
            os.remove(blob)
        # What one has written must not slow down the other.
        os.sync()

    found = interleaved({"lepton": ([BENCH, "fetch", url, digest, str(SIZE), store], None), "curl": (["sh", "-c", curl], None)}, 7, clean)
    print(f"1 GiB: lepton {found['lepton'][0]:.2f} s and {found['lepton'][1]:.0f} MB, curl and openssl {found['curl'][0]:.2f} s; push, with making the bytes, {seconds:.1f} s")
    show("1 GiB from the local registry, against curl and openssl", found["lepton"][0] / found["curl"][0], 1.1, "x")
