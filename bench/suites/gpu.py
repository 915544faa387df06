"""Networks on a GPU against the same loops in PyTorch on the same libtorch: time of a step in float32 and bfloat16, and the share of the device's matrix rate.

Run by bench/gpu.sh, which links the bridge with PyTorch's own libtorch. LEPTON_BENCH_DEVICE=cpu tries the script where there is no GPU.
"""
import os
import subprocess
import sys
from measure import *
from torch_loop import *

DEVICE = os.environ.get("LEPTON_BENCH_DEVICE", "cuda:0")
PEER_PYTHON = os.environ.get("LEPTON_BENCH_PYTHON", PYTHON)
SMALL = DEVICE == "cpu"
RUNS = 1 if SMALL else 5
BATCH = 16 if SMALL else 256
WIDTH, LAYERS, INNER, LONGEST = (32, 1, 64, 33) if SMALL else (512, 6, 2048, 129)

# What a matrix product of this size does in a second, in float32 as the loops use it (no TF32) and in bfloat16.
RATE = """
import sys, time, torch
torch.backends.cuda.matmul.allow_tf32 = False
kind, size = getattr(torch, sys.argv[2]), 512 if sys.argv[1] == "cpu" else 8192
a = torch.randn(size, size, device=sys.argv[1], dtype=kind)
wait = torch.cuda.synchronize if a.is_cuda else lambda: None
for _ in range(3):
    a @ a
wait()
start = time.perf_counter()
for _ in range(10):
    a @ a
wait()
print(10 * 2 * size ** 3 / (time.perf_counter() - start))
"""
TEXT = {"Values": 0, "Image": [], "Fields": 0, "Entries": 3000, "Longest": LONGEST, "Grams": 0}
CASES = [
    ("mlp", "Mlp", {"Values": 40, "Image": [], "Fields": 0, "Entries": 0, "Longest": 0, "Grams": 0}, {"layers": 2, "width": 4 * WIDTH, "activation": "relu", "embedding": 8}, 40 * BATCH),
    ("cnn over images", "Cnn", {"Values": 1024, "Image": [1, 32, 32], "Fields": 0, "Entries": 0, "Longest": 0, "Grams": 0}, {"layers": 2, "width": WIDTH // 8, "kernel": 3, "embedding": 8}, 20 * BATCH),
    ("lstm", "Lstm", TEXT, {"cell": "lstm", "layers": 1, "width": WIDTH, "embedding": WIDTH}, 20 * BATCH),
    ("transformer", "Transformer", TEXT, {"layers": LAYERS, "width": WIDTH, "heads": 8, "feed-forward": INNER, "activation": "gelu", "norm": "before", "epsilon": 1e-5, "lora-rank": 0, "lora-alpha": 16}, 40 * BATCH),
]


def operations(lengths):
    """Multiplications and additions of a transformer's step, forward and twice as much back, over texts padded to the longest of a batch."""
    longest = max(lengths)
    tokens = longest * len(lengths)
    return 3 * LAYERS * (2 * tokens * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER) + 4 * tokens * longest * WIDTH)


environment = {**FIXED, "OMP_NUM_THREADS": "2", "CUBLAS_WORKSPACE_CONFIG": ":4096:8"}
for title, family, layout, own, count in CASES:
    with Folder() as ws:
        rows(ws, layout, count, longest=LONGEST - 1)
        few, many = 1, 5
        steps = (count + BATCH - 1) // BATCH * (many - few)
        # oneDNN has no bfloat16 for every processor.
        for precision in ("float32",) if SMALL else ("float32", "bfloat16"):
            own.update({"batch-size": BATCH, "precision": precision})
            ours, peers = [], []
            for _ in range(RUNS):
                for runs, command in ((ours, [LEPTON, "torch"]), (peers, [PEER_PYTHON, PEER])):
                    runs.append([run(command, ws, line=request(ws, family, layout, own, 2, e, DEVICE), environment=environment)[0] for e in (few, many)])

            def step(runs):
                return (min(long for _, long in runs) - min(short for short, _ in runs)) / steps

            print(f"{title}, {precision}: a step {1e6 * step(ours):.0f} us, in Python {1e6 * step(peers):.0f} us")
            show(f"{title}, {precision}, time of a step against PyTorch in Python", step(ours) / step(peers), 1.03, "x")
            if family == "Transformer":
                rate = float(subprocess.run([PEER_PYTHON, "-c", RATE, DEVICE, precision], capture_output=True, text=True, check=True).stdout)
                with open(os.path.join(ws, "training.starts"), "rb") as file:
                    starts = array("q", file.read())
                lengths = sorted(b - a for a, b in zip(starts, starts[1:]))
                all = sum(operations(lengths[i:i + BATCH]) for i in range(0, len(lengths), BATCH))
                print(f"{title}, {precision}: {all / (count / BATCH) / step(ours) / rate:.2f} of the device's matrix rate, {rate / 1e12:.2f} TFLOP/s")
