#!/usr/bin/env python3
"""Writes paired.json: intervals and tests of two models on the same rows, by SciPy and statsmodels (Debian's python3-statsmodels).
Tango's score is found by maximising the likelihood, not by its closed form. Run it from this folder: python3 paired.py"""
import json
import numpy as np
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(3)
out = {}


def score(gained, lost, n, delta):
    """(b - c - n delta) / sd, with the likeliest share q of lost rows where the shares differ by delta."""
    def loss(q):
        p = [q + delta, q, 1 - 2 * q - delta]
        return -sum(k * np.log(max(x, 1e-300)) for k, x in zip([gained, lost, n - gained - lost], p))
    low, high = max(0, -delta), (1 - delta) / 2
    q = optimize.minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
    best = min([q, low, high], key=loss)
    return (gained - lost - n * delta) / np.sqrt(n * (2 * best + delta - delta * delta))


def tango(gained, lost, n, tail):
    z = stats.norm.isf(tail)
    found = []
    for target in (z, -z):
        found.append(optimize.brentq(lambda d: score(gained, lost, n, d) - target, -1 + 1e-9, 1 - 1e-9, xtol=1e-12))
    return found


out["tango"] = [
    {"gained": b, "lost": c, "n": n, "tail": tail, "interval": tango(b, c, n, tail)}
    for b, c, n, tail in [(5, 2, 114, 0.05), (0, 0, 114, 0.05), (12, 2, 50, 0.025), (1, 0, 44, 0.025), (0, 7, 30, 0.05), (300, 220, 10000, 0.05), (30, 0, 40, 0.01)]
]
out["mcnemar"] = [
    {"gained": b, "lost": c, "one": float(stats.binomtest(b, b + c, 0.5, alternative="greater").pvalue), "two": float(mcnemar([[0, b], [c, 0]], exact=True).pvalue)}
    for b, c in [(10, 2), (2, 10), (12, 25), (300, 220), (0, 6), (6, 0), (1, 1)]
]
values = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 0.0001]
out["holm"] = {"values": values, "adjusted": multipletests(values, method="holm")[1].tolist()}


def placements(scores, y):
    x, z = scores[y == 1], scores[y == 0]
    wins = (x[:, None] > z[None, :]) + 0.5 * (x[:, None] == z[None, :])
    return wins.mean(1), wins.mean(0)


def auc_case(n, share, quality, digits):
    y = (rng.random(n) < share).astype(int)
    common = y * 1.5 + rng.standard_normal(n)
    first = np.round(common + quality * rng.standard_normal(n), digits)
    second = np.round(common + 0.5 * rng.standard_normal(n), digits)
    a10, a01 = placements(first, y)
    b10, b01 = placements(second, y)
    c10, c01 = np.cov(a10, b10), np.cov(a01, b01)
    cov = c10 / len(a10) + c01 / len(a01)
    a, b = a10.mean(), b10.mean()
    tail = 0.05
    z = stats.norm.isf(tail)

    def logit(p, v):
        half = z * np.sqrt(v) / (p * (1 - p))
        return stats.logistic.cdf(stats.logistic.ppf(p) + np.array([-half, half]))
    (l1, u1), (l2, u2) = logit(a, cov[0, 0]), logit(b, cov[1, 1])
    r = cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1])
    d = b - a
    mover = [d - np.sqrt((b - l2) ** 2 - 2 * r * (b - l2) * (u1 - a) + (u1 - a) ** 2),
             d + np.sqrt((u2 - b) ** 2 - 2 * r * (u2 - b) * (a - l1) + (a - l1) ** 2)]
    sd = np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1])
    return {"truth": y.tolist(), "first": first.tolist(), "second": second.tolist(), "aucs": [a, b], "variances": [cov[0, 0], cov[1, 1], cov[0, 1]],
            "tail": tail, "mover": mover, "delong": [d - z * sd, d + z * sd]}


out["auc"] = [auc_case(114, 0.4, 1.0, 6), auc_case(300, 0.1, 0.6, 1)]
with open("paired.json", "w") as file:
    json.dump(out, file)
    file.write("\n")
