#!/usr/bin/env python3
"""Writes drift.json: two-sample distances by SciPy, with ties. Run it from this folder: python3 drift.py"""
import json
import numpy as np
from scipy import stats

rng = np.random.default_rng(11)
out = []
for n, m, shift, digits in [(200, 150, 0.0, 1), (300, 300, 0.4, 1), (50, 400, 0.2, 6), (1, 5, 0.0, 1), (120, 80, 3.0, 0)]:
    a = np.round(rng.standard_normal(n), digits)
    b = np.round(rng.standard_normal(m) + shift, digits)
    out.append({"before": a.tolist(), "now": b.tolist(), "distance": stats.ks_2samp(a, b).statistic})
with open("drift.json", "w") as file:
    json.dump(out, file)
    file.write("\n")
