"""A csv of 3 GB under memory: 1GiB."""
import os
from measure import *

with Folder() as ws:
    run([BENCH, "csv", os.path.join(ws, "data.csv")])
    print(f"csv of {os.path.getsize(os.path.join(ws, 'data.csv')) / 1e9:.2f} GB")
    write(os.path.join(ws, "lepton.yaml"), "apiVersion: lepton/v1\nkind: Workspace\nname: bench\nspecs: [models, data-specs]\n")
    write(os.path.join(ws, "data-specs/d.yaml"), """apiVersion: lepton/v1
kind: Dataset
name: d
files: [{ path: ../data.csv }]
columns:
  id: { type: integer, role: id }
  g: { type: integer }
  a: { type: number }
  b: { type: number }
  s: { type: text }
  y: { type: boolean }
split: { by: random, test: 0.001, validation: 0.998 }
resources: { memory: 1GiB }
""")
    write(os.path.join(ws, "models/m.yaml"), """apiVersion: lepton/v1
kind: Model
name: m
dataset: d
task: binary-classification
target: y
features: { include: [a, b] }
trainer: { type: linear }
evaluation: { metrics: [auc] }
""")
    seconds, memory, _ = run([LEPTON, "train"], ws)
    print(f"read, split, written and profiled in {seconds:.0f} s")
    show("peak memory of the whole process", memory, 1024, "MiB")
