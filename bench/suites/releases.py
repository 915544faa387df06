"""Verifying a model of 1 GB against openssl, and sending one of 1.8 GB to a forge on this machine."""
import http.server
import json
import os
import threading
from measure import *


class Forge(http.server.BaseHTTPRequestHandler):
    """As much of GitHub's releases as publishing asks for; what is uploaded is counted and thrown away."""
    protocol_version = "HTTP/1.1"
    release, assets = None, []

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer(200, Forge.assets if self.path.split("?")[0].endswith("/assets") else [Forge.release] if Forge.release else [])

    def do_POST(self):
        left = int(self.headers["Content-Length"])
        if "/assets" in self.path:
            size = left
            while left:
                left -= len(self.rfile.read(min(left, 1 << 20)))
            Forge.assets.append({"id": len(Forge.assets) + 2, "name": self.path.split("name=")[1], "size": size, "state": "uploaded"})
            self.answer(201, Forge.assets[-1])
        else:
            Forge.release = {**json.loads(self.rfile.read(left)), "id": 1, "upload_url": f"http://127.0.0.1:{self.server.server_port}/repos/acme/models/releases/1/assets{{?name,label}}", "html_url": "page"}
            self.answer(201, Forge.release)

    def do_PATCH(self):
        Forge.release.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.answer(200, Forge.release)


def large(path, megabytes):
    with open(path, "wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1 << 20))


with Folder() as folder:
    path, bundle = os.path.join(folder, "file"), os.path.join(folder, "bundle")
    large(path, 1024)
    run([BENCH, "sign", bundle, path])
    results = interleaved({"lepton": ([LEPTON, "verify", bundle, "--key", bundle + ".pub"], None), "openssl": (["openssl", "dgst", "-sha256", path], None)}, 5)
    show("verify 1 GB: speed of openssl dgst -sha256 reached", results["openssl"][0] / results["lepton"][0], 0.9, "x", lower=False)
    show("verify 1 GB: memory", results["lepton"][1], 100, "MB")

with Folder() as folder:
    bundle = os.path.join(folder, "bundle")
    os.makedirs(bundle)
    large(os.path.join(bundle, "large.onnx"), 1843)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seconds, memory, _ = run([BENCH, "publish", f"http://127.0.0.1:{server.server_port}/", bundle])
    assert Forge.release["draft"] is False and Forge.assets[0]["size"] == 1843 << 20
    show("publish 1.8 GB: memory", memory, 200, "MB")
    print(f"{'publish 1.8 GB: time':<58} {seconds:10.3f} s")
    server.shutdown()
