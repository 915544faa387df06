"""200,000 rows of 40 columns, 100 rounds of XGBoost: csv to a gated ONNX model, against a Python script."""
import json
import os
import subprocess
import time
from measure import *

HERE = os.path.dirname(os.path.abspath(__file__))
RESAMPLES = 100

with Folder() as ws:
    csv, out = os.path.join(ws, "data.csv"), os.path.join(ws, "peer.txt")
    run([PYTHON, os.path.join(HERE, "tabular.py"), csv])
    write(os.path.join(ws, "lepton.yaml"), "apiVersion: lepton/v1\nkind: Workspace\nname: bench\nspecs: [models, data-specs]\n")
    write(os.path.join(ws, "data-specs/d.yaml"), """apiVersion: lepton/v1
kind: Dataset
name: d
files: [{ path: ../data.csv }]
columns:
  id: { type: integer, role: id }
  x*: { type: number }
  y: { type: boolean }
split: { by: expression, test: id % 5 = 0, validation: id % 5 = 1 }
""")
    write(os.path.join(ws, "models/m.yaml"), """apiVersion: lepton/v1
kind: Model
name: m
dataset: d
task: binary-classification
target: y
trainer: { type: xgboost, hyperparameters: { rounds: 100, max-depth: 6, learning-rate: 0.1 } }
evaluation: { metrics: [log-loss, brier, f1] }
gates: [{ metric: log-loss, max: 0.6 }]
""")
    peer = [PYTHON, os.path.join(HERE, "peer_tabular.py"), csv, out]
    steps, scored, parquet, profile = [], [], [], []

    def lepton():
        forget(ws)
        started = time.perf_counter()
        process = subprocess.Popen([LEPTON, "train", "--events"], cwd=ws, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        lines = [(time.perf_counter() - started, line) for line in process.stdout]
        at, durations = {}, {}
        for seconds, line in lines:
            event = json.loads(line)
            at.setdefault((event["event"], event.get("step"), event.get("text")), seconds)
            if event["event"] == "step-finished":
                durations[event["step"]] = event["seconds"]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"lepton train ended with {process.returncode}")
        steps.append(durations)

        # Up to the scored test rows; Parquet and the profile are timed apart, since the script makes neither.
        parquet.append(at["progress", "data d", "profiling"] - at["progress", "data d", "writing"])
        profile.append(at["step-finished", "data d", None] - at["progress", "data d", "profiling"])
        scored.append(at["progress", "evaluate m", "measuring"] - parquet[-1] - profile[-1])
        return time.perf_counter() - started, usage.ru_maxrss / 1024

    mine, theirs = [], []
    for _ in range(5):
        mine.append(lepton())
        theirs.append(run(peer)[:2])
    full, peak = sorted(m[0] for m in mine)[2], sorted(m[1] for m in mine)[2]
    script, script_peak = sorted(t[0] for t in theirs)[2], sorted(t[1] for t in theirs)[2]

    # The script's resampling is linear in their number: 2,000 are extrapolated from few.
    some = run(peer + [str(RESAMPLES)])[0]
    resampling = script + (some - script) * 2000 / RESAMPLES
    print("steps", {k: sorted(s[k] for s in steps)[2] for k in steps[0]})
    print(f"lepton train {full:.2f} s, {peak:.0f} MB; script {script:.2f} s, {script_peak:.0f} MB; script with 2,000 resamples of three metrics {resampling:.1f} s")
    print(f"Parquet {sorted(parquet)[2]:.2f} s, profile {sorted(profile)[2]:.2f} s, timed apart")
    print(f"all included / script without resamples {full / script:.2f} x")
    show("up to the scored test rows / script without resamples", sorted(scored)[2] / script, 1.0, "x")
    show("lepton, all included / script that resamples too", full / resampling, 0.25, "x")
    show("peak memory / the script's", peak / script_peak, 1.25, "x")
    rows = open(csv).readlines()
    write(os.path.join(ws, "test.csv"), rows[0] + "".join(r for r in rows[1:] if int(r.split(",", 1)[0]) % 5 == 0))
    answers = [float(line.split(",")[2]) for line in run([LEPTON, "predict", "m", "test.csv"], ws)[2].splitlines()[1:]]
    show("greatest difference of the predictions", max(abs(a - float(b)) for a, b in zip(answers, open(out))), 1e-5)
