"""Searches: TPE against random search and Optuna, ASHA against full training, and what a trial costs beside its steps."""
import json
import math
import shutil
import statistics
import sys
from measure import *

SEEDS = 20
PEER = """
import json, math, statistics, sys
import optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)

def branin(t):
    x, y = t.suggest_float("x", -5, 10), t.suggest_float("y", 0, 15)
    return (y - 5.1 / (4 * math.pi ** 2) * x * x + 5 / math.pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10

A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P = [[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991], [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]]

def hartmann(t):
    v = [t.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(a * math.exp(-sum(A[i][j] * (v[j] - P[i][j]) ** 2 for j in range(6))) for i, a in enumerate([1.0, 1.2, 3.0, 3.2]))

def ackley(t):
    v = [t.suggest_float(f"x{i}", -32.768, 32.768) for i in range(5)]
    return -20 * math.exp(-0.2 * math.sqrt(sum(x * x for x in v) / 5)) - math.exp(sum(math.cos(2 * math.pi * x) for x in v) / 5) + 20 + math.e

best = {}
for function in (branin, hartmann, ackley):
    values = []
    for seed in range(%d):
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        study.optimize(function, n_trials=50)
        values.append(study.best_value)
    best[function.__name__] = statistics.median(values)
print(json.dumps(best))
""" % SEEDS
# Optuna 3.1's density of a truncated normal distribution leaves out the scale: the same with it.
CORRECTED = PEER.replace("import optuna\n", """import optuna
import numpy
from optuna.samplers._tpe import parzen_estimator
plain = parzen_estimator.truncnorm.logpdf
parzen_estimator.truncnorm.logpdf = lambda x, a, b, loc=0, scale=1: plain(x, a, b, loc=loc, scale=scale) - numpy.log(scale)
""", 1)
DIMENSIONS = """
  learning-rate: { min: 0.01, max: 0.5, scale: log }
  max-depth: { min: 1, max: 8 }
  subsample: { min: 0.3, max: 1 }
  colsample-bytree: { min: 0.2, max: 1 }
  l2: { min: 0.01, max: 100, scale: log }"""


def workspace(folder):
    write(os.path.join(folder, "lepton.yaml"), "apiVersion: lepton/v1\nkind: Workspace\nname: bench\nspecs: [models, data-specs]\n")
    for name, data in (("tumor", "tumor"), ("diabetes", "diabetes")):
        shutil.copytree(os.path.join(ROOT, "data", data), os.path.join(folder, "data", data))
        os.makedirs(os.path.join(folder, "data-specs"), exist_ok=True)
        shutil.copy(os.path.join(ROOT, "data-specs", f"{name}.yaml"), os.path.join(folder, "data-specs"))
    target = {"tumor": ("binary-classification", "malignant", "log-loss"), "diabetes": ("regression", "progression", "rmse")}
    for name, (task, column, metric) in target.items():
        write(os.path.join(folder, f"models/{name}-trees.yaml"), f"""apiVersion: lepton/v1
kind: Model
name: {name}-trees
dataset: {name}
task: {task}
target: {column}
trainer: {{ type: xgboost, hyperparameters: {{ rounds: 40 }} }}
evaluation: {{ metrics: [{metric}] }}
resources: {{ cpu: 1 }}
""")
    return {name: metric for name, (_, _, metric) in target.items()}


def search(folder, model, metric, method, trials, seed, more=""):
    """Best value, document and wall seconds of a search."""
    write(os.path.join(folder, "models/search.yaml"), f"""apiVersion: lepton/v1
kind: Search
name: bench
model: {model}
objective: {metric}
method: {method}
trials: {trials}
seed: {seed}
{more}space:{DIMENSIONS}
""")
    seconds, _, output = run([LEPTON, "search", "bench", "--dry-run", "--json"], folder)
    document = json.loads(output)
    return next(t for t in document["trials"] if t["best"])["objectives"][0], document, seconds


_, _, output = run([BENCH, "search"])
peer, corrected = (json.loads(run([PYTHON, "-c", script])[2]) for script in (PEER, CORRECTED))
for line in output.splitlines():
    name, tpe, random = line.split()
    show(f"{name}: TPE after 50, above random search after 100", float(tpe) - float(random), 0)
    print(f"{name + ': medians of TPE, random search, Optuna, corrected':<58} {float(tpe):10.4f} {float(random):10.4f} {peer[name]:10.4f} {corrected[name]:10.4f}")

with Folder() as folder:
    metrics = workspace(folder)
    for name, metric in metrics.items():
        tpe = statistics.median(search(folder, f"{name}-trees", metric, "tpe", 50, seed)[0] for seed in range(SEEDS))
        random = statistics.median(search(folder, f"{name}-trees", metric, "random", 100, seed)[0] for seed in range(SEEDS))
        show(f"{name}: TPE after 50 / random search after 100, {metric}", tpe / random, 1, "x")

    # Full training of the same values, and the rounds that ASHA needs for as good a winner. Models that stop early, as the samples do; where they do not,
    # boosting overfits with all its rounds, so that a few tell little of many: shown, without a bar.
    for stops in (True, False):
        for name, metric in metrics.items():
            path = os.path.join(folder, f"models/{name}-trees.yaml")
            trained = open(path).read()
            write(path, trained.replace("{ rounds: 40 } }", "{ rounds: 256 }%s }" % (", early-stopping: { metric: %s, patience: 30 }" % metric if stops else "")))
            ratios, gaps = [], []
            for seed in range(10 if stops else 5):
                full, document, _ = search(folder, f"{name}-trees", metric, "random", 64, seed)
                asha, halved, _ = search(folder, f"{name}-trees", metric, "asha", 64, seed, "rungs: { min: 32, reduction: 8 }\n")
                ratios.append(sum(t["rounds"] for t in halved["trials"]) / (256 * len(document["trials"])))
                gaps.append(asha / full - 1)
            write(path, trained)
            if stops:
                show(f"{name}: rounds of ASHA / of full training", statistics.median(ratios), 1 / 3, "x")
                show(f"{name}: ASHA's winner is worse by", statistics.median(gaps) * 100, 0.5, "%")
            else:
                print(f"{name + ', no early stopping: rounds, worse by':<58} {statistics.median(ratios):10.3f} x    {statistics.median(gaps) * 100:.2f} %")

    # On one core, so that seconds of steps can be added up.
    _, document, _ = search(folder, "tumor-trees", "log-loss", "random", 1, 77)
    forget(folder)
    write(os.path.join(folder, "models/search.yaml"), open(os.path.join(folder, "models/search.yaml")).read().replace("trials: 1\n", "trials: 60\n"))
    wall, _, output = run([LEPTON, "search", "bench", "--dry-run", "--json", "-j", "1"], folder)
    document = json.loads(output)
    one = statistics.median(run([LEPTON, "validate"], folder)[0] for _ in range(3))
    show("a trial beyond its own steps", (wall - one - sum(t["seconds"] for t in document["trials"])) / len(document["trials"]) * 1000, 20, "ms")

# 10,000 runs in the history.
with Folder() as folder:
    workspace(folder)
    run([BENCH, "runs", os.path.join(folder, ".lepton"), "10000"])
    results = interleaved({"runs": ([LEPTON, "runs", "-n", "0"], folder), "hello": (["dotnet", BENCH + ".dll", "hello"], None)}, 9)
    show("10,000 runs listed, above a hello-world dll", (results["runs"][0] - results["hello"][0]) * 1000, 150, "ms")

# A five-fold, three-repeat cross-validation of a linear model on 569 rows: everything runs, imports included.
SKLEARN = """
import pandas
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
data = pandas.read_csv("%s", header=None, skiprows=1)
scores = cross_validate(make_pipeline(StandardScaler(), LogisticRegression()), data[range(30)], data[30] == 0, cv=RepeatedStratifiedKFold(n_splits=5, n_repeats=3, random_state=7), scoring=["roc_auc", "neg_log_loss", "accuracy"])
print(scores["test_roc_auc"].mean(), scores["test_neg_log_loss"].mean(), scores["test_accuracy"].mean())
""" % os.path.join(ROOT, "data/tumor/breast_cancer.csv")
with Folder() as folder:
    workspace(folder)
    for name in ("diabetes-trees.yaml", "tumor-trees.yaml"):
        os.remove(os.path.join(folder, "models", name))
    write(os.path.join(folder, "models/tumor-linear.yaml"), """apiVersion: lepton/v1
kind: Model
name: tumor-linear
dataset: tumor
task: binary-classification
target: malignant
trainer: { type: linear }
evaluation: { metrics: [auc, log-loss, accuracy], folds: 5, repeats: 3, resamples: 100 }
resources: { cpu: 1 }
seed: 7
""")
    results = interleaved({"lepton": ([LEPTON, "train"], folder), "sklearn": ([PYTHON, "-c", SKLEARN], None)}, 5, before=lambda: forget(folder))
    show("cross-validation 5 x 3, 569 rows, / scikit-learn", results["lepton"][0] / results["sklearn"][0], 1, "x")
    means = json.loads(run([LEPTON, "train", "--json"], folder)[2])["models"][0]["cross-validation"]["metrics"]
    print(f"{'means of AUC, log loss, accuracy':<58} {means['auc']['value']:10.4f} {means['log-loss']['value']:10.4f} {means['accuracy']['value']:10.4f}")
    print(f"{'scikit-learn':<58} {run([PYTHON, '-c', SKLEARN])[2].strip()}")
