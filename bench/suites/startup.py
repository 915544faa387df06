"""Commands with nothing to do, against a program that only says hello."""
import os
import shutil
from measure import *

with Folder() as ws:
    for part in ("models", "data-specs", "data"):
        shutil.copytree(os.path.join(ROOT, part), os.path.join(ws, part))
    shutil.copy(os.path.join(ROOT, "lepton.yaml"), ws)
    run([LEPTON, "train"], ws)
    run([os.path.join(ROOT, "build.sh"), "Train"], ROOT)
    hello = os.path.join(ROOT, "bench/Lepton.Bench/bin/Release/net10.0/Lepton.Bench.dll")
    seconds = interleaved({
        "hello": (["dotnet", hello, "hello"], ws),
        "version": ([LEPTON, "--version"], ws),
        "train": ([LEPTON, "train"], ws),
        "build": ([os.path.join(ROOT, "build.sh"), "Train"], ROOT),
    }, 21)
    print(f"hello-world dll {1000 * seconds['hello'][0]:.0f} ms")
    show("lepton --version above it", 1000 * (seconds["version"][0] - seconds["hello"][0]), 25, "ms")
    show("lepton train with nothing to do above it", 1000 * (seconds["train"][0] - seconds["hello"][0]), 40, "ms")
    show("./build.sh Train with nothing to do", seconds["build"][0], 0.2, "s")
