"""Knowing that nothing changed: many models, many files, and the time that lies between steps."""
import json
import os
import random
import statistics
import subprocess
import time
from measure import *
from workspaces import many_models

HELLO = ["dotnet", os.path.join(ROOT, "bench/Lepton.Bench/bin/Release/net10.0/Lepton.Bench.dll"), "hello"]


def settle(ws):
    """Trains everything, then once more, so that the times of all files are old enough to be trusted."""
    seconds = run([LEPTON, "train"], ws)[0]
    time.sleep(0.1)
    run([LEPTON, "train"], ws)
    return seconds


def peers(ws, n):
    """A no-op of ninja and make over as many outputs, each with one input."""
    found = {}
    write(os.path.join(ws, "peer/build.ninja"), "rule cp\n  command = cp $in $out\n" + "".join(f"build o{i}: cp i{i}\n" for i in range(n)))
    write(os.path.join(ws, "peer/Makefile"), "all: " + " ".join(f"m{i}" for i in range(n)) + "\n" + "".join(f"m{i}: i{i}\n\tcp i{i} m{i}\n" for i in range(n)))
    for i in range(n):
        write(os.path.join(ws, f"peer/i{i}"), f"{i}")
    write(os.path.join(ws, "peer/Snakefile"), "rule all:\n    input: expand('s{i}', i=range(" + str(n) + "))\nrule cp:\n    input: 'i{i}'\n    output: 's{i}'\n    shell: 'cp {input} {output}'\n")
    for name, command in {"ninja": ["ninja"], "make": ["make", "-s"], "snakemake": ["snakemake", "--quiet", "--cores", "2"]}.items():
        if subprocess.run(["which", name], stdout=subprocess.DEVNULL).returncode == 0:
            run(command, os.path.join(ws, "peer"))
            found[name] = (command, os.path.join(ws, "peer"))
    return found


with Folder() as ws:
    many_models(ws, 1000, 100)
    print(f"1,000 models over 100 datasets trained in {settle(ws):.1f} s")
    commands = {"hello": (HELLO, ws), "train": ([LEPTON, "train"], ws), "status": ([LEPTON, "status"], ws), **peers(ws, 1000)}
    seconds = interleaved(commands, 15)
    print("no-op of 1,000: " + ", ".join(f"{name} {1000 * s:.0f} ms" for name, (s, _) in seconds.items()))
    for name in ("train", "status"):
        show(f"no-op {name}, 1,000 models, above hello", 1000 * (seconds[name][0] - seconds["hello"][0]), 40, "ms")

    overheads = []
    for i in range(9):
        path = os.path.join(ws, "models/m7.yaml")
        text = open(path).read().split("# ")[0]
        write(path, text.replace(text[text.index("l2: "):text.index(" } }")], f"l2: {100 + i}"))
        started = time.perf_counter()
        # The steps' own time is what their results say.
        run([LEPTON, "train"], ws)
        wall = time.perf_counter() - started
        results = [json.load(open(os.path.join(ws, ".lepton/results", f))) for f in os.listdir(os.path.join(ws, ".lepton/results")) if os.path.getmtime(os.path.join(ws, ".lepton/results", f)) > time.time() - wall - 0.05]
        overheads.append(wall - sum(r["seconds"] for r in results))
    show("one of 1,000 changed: beyond its own steps", 1000 * statistics.median(overheads), 150, "ms")

with Folder() as ws:
    many_models(ws, 10_000, 1000)
    print(f"10,000 models over 1,000 datasets trained in {settle(ws):.0f} s")
    seconds = interleaved({"train": ([LEPTON, "train"], ws), "status": ([LEPTON, "status"], ws)}, 9)
    for name, (s, mb) in seconds.items():
        show(f"no-op {name}, 10,000 models", 1000 * s, 300, "ms")
        show(f"  its memory", mb, 250, "MB")

with Folder() as ws:
    many_models(ws, 1, 1)
    os.remove(os.path.join(ws, "data/d0.csv"))
    for i in range(100_000):
        write(os.path.join(ws, f"data/{i // 1000:03}/{i}.csv"), f"id,x1,x2,y\n{i},{i % 17},{i % 13},{i % 7}\n")
    spec = os.path.join(ws, "data-specs/d0.yaml")
    text = open(spec).read().replace("../data/d0.csv", "../data/*/*.csv").replace("columns:", "query: SELECT id, x1, x2, y FROM files\ncolumns:")
    write(spec, text)
    print(f"100,000 files trained in {settle(ws):.0f} s")
    show("no-op status, a dataset of 100,000 files", 1000 * interleaved({"s": ([LEPTON, "status"], ws)}, 9)["s"][0], 300, "ms")
    samples = []
    for i in range(7):
        write(os.path.join(ws, "data/050/50500.csv"), f"id,x1,x2,y\n50500,{i},2,3\n")
        samples.append(run([LEPTON, "status"], ws)[0])
    show("status, one of 100,000 files changed", 1000 * statistics.median(samples), 350, "ms")

with Folder() as folder:
    rng = random.Random(1)
    for i in range(10_000):
        with open(os.path.join(folder, f"{i}"), "wb") as file:
            file.write(rng.randbytes(10_000))
    seconds = interleaved({"lepton": ([BENCH, "hash-all", folder], None), "sha256sum": (["sh", "-c", f"find {folder} -type f | xargs -P2 -n 1000 sha256sum"], None)}, 7)
    show("first hash of 10,000 files, against xargs -P2 sha256sum", seconds["lepton"][0] / seconds["sha256sum"][0], 0.8, "x")

show("overhead of each of 1,000 trivial steps on 2 cores", statistics.median(float(run([BENCH, "steps"])[2]) for _ in range(5)), 3, "ms")
show("./build.sh Train with nothing to do", 1000 * interleaved({"build": ([os.path.join(ROOT, "build.sh"), "Train"], ROOT)}, 9)["build"][0], 200, "ms")
