"""Prints densities of Optuna's Parzen estimators for made-up observations. The density of a truncated normal distribution is SciPy's: that of Optuna 3.1 leaves out
the scale. Equal observations are sorted in the order in which they came, which NumPy leaves open.

Run: /usr/bin/python3 tests/golden/tpe.py > tests/golden/tpe.json      (Debian's python3-optuna)
"""
import json
import random

import numpy as np
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe import parzen_estimator
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights
from scipy.stats import truncnorm

parzen_estimator.truncnorm.logpdf = truncnorm.logpdf
argsort = np.argsort
np.argsort = lambda values: argsort(values, kind="stable")

random.seed(5)
DEFAULTS = _ParzenEstimatorParameters(True, 1.0, True, False, default_weights, False)
cases = []
for kind, low, high in [("number", -2.0, 5.0), ("log", 1e-4, 1.0), ("integer", 2, 9), ("choice", 0, 3)]:
    for count in [0, 1, 2, 7, 25, 26, 40]:
        def draw():
            return random.uniform(low, high) if kind == "number" else float(np.exp(random.uniform(np.log(low), np.log(high)))) if kind == "log" else random.randint(low, high)

        distribution = FloatDistribution(low, high) if kind == "number" else FloatDistribution(low, high, log=True) if kind == "log" else IntDistribution(low, high) if kind == "integer" else CategoricalDistribution(list(range(high + 1)))
        observed, places = [draw() for _ in range(count)], [draw() for _ in range(5)]
        estimator = _ParzenEstimator({"x": np.array(observed, dtype=int if kind == "choice" else float)}, {"x": distribution}, DEFAULTS)
        density = estimator.log_pdf({"x": np.array(places, dtype=int if kind == "choice" else float)})
        cases.append({"kind": kind, "low": low, "high": high, "observed": observed, "places": places, "log-density": [float(d) for d in density]})
print(json.dumps(cases))
