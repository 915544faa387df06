#!/usr/bin/env python3
"""Writes golden.json with figures of scikit-learn, SciPy and NumPy (Debian's python3-sklearn).
Run it from this folder to make the fixtures anew: python3 make.py"""
import json
import numpy as np
from scipy import stats
from sklearn import metrics as m
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(5)
out = {}

# Binary classification with ties in the scores.
y = (rng.random(200) < 0.35).astype(int)
p = np.round(np.clip(0.35 + 0.3 * (y - 0.5) + 0.25 * rng.standard_normal(200), 0.01, 0.99), 2)
c = (p >= 0.5).astype(int)
two = np.column_stack([1 - p, p])
binary = {
    "accuracy": m.accuracy_score(y, c), "balanced-accuracy": m.balanced_accuracy_score(y, c),
    "precision": m.precision_score(y, c), "recall": m.recall_score(y, c), "f1": m.f1_score(y, c),
    "auc": m.roc_auc_score(y, p), "average-precision": m.average_precision_score(y, p),
    "log-loss": m.log_loss(y, p), "brier": m.brier_score_loss(y, p),
    "mcc": m.matthews_corrcoef(y, c), "kappa": m.cohen_kappa_score(y, c),
}
out["binary"] = {"truth": y.tolist(), "probability": p.tolist(), "metrics": binary}

# Three classes.
y3 = rng.integers(0, 3, 150)
q = rng.dirichlet([1, 1, 1], 150) * 0.7
q[np.arange(150), y3] += 0.3
c3 = q.argmax(1)
multi = {
    "accuracy": m.accuracy_score(y3, c3), "balanced-accuracy": m.balanced_accuracy_score(y3, c3),
    "auc-ovr-macro": m.roc_auc_score(y3, q, multi_class="ovr"), "log-loss": m.log_loss(y3, q),
    "mcc": m.matthews_corrcoef(y3, c3), "kappa": m.cohen_kappa_score(y3, c3),
    "top-k-accuracy": m.top_k_accuracy_score(y3, q, k=2),
    "brier": float(((q - np.eye(3)[y3]) ** 2).sum(1).mean()),
}
for kind in ("macro", "micro", "weighted"):
    multi[f"precision-{kind}"] = m.precision_score(y3, c3, average=kind)
    multi[f"recall-{kind}"] = m.recall_score(y3, c3, average=kind)
    multi[f"f1-{kind}"] = m.f1_score(y3, c3, average=kind)
out["multiclass"] = {"truth": y3.tolist(), "probabilities": q.ravel().tolist(), "metrics": multi}

# Regression with ties.
t = np.round(50 + 20 * rng.standard_normal(120), 0) + 0.5
v = np.round(t + 8 * rng.standard_normal(120), 1)
out["regression"] = {"truth": t.tolist(), "values": v.tolist(), "metrics": {
    "rmse": m.mean_squared_error(t, v, squared=False), "mae": m.mean_absolute_error(t, v),
    "mape": m.mean_absolute_percentage_error(t, v), "median-absolute-error": m.median_absolute_error(t, v),
    "r2": m.r2_score(t, v), "pinball": m.mean_pinball_loss(t, v, alpha=0.8), "spearman": float(stats.spearmanr(t, v)[0]),
}}

# Proportions: Wilson's bounds at 95 % one-sided.
out["wilson"] = []
for k, n in ((0, 10), (27, 27), (42, 50), (500, 1000)):
    ci = stats.binomtest(k, n).proportion_ci(confidence_level=0.90, method="wilson")
    out["wilson"].append({"hits": k, "rows": n, "low": ci.low, "high": ci.high})

# Linear models on the breast cancer file's first ten columns.
rows = np.loadtxt("../../data/tumor/breast_cancer.csv", delimiter=",", skiprows=1)
number = np.arange(len(rows))
train, test = number % 5 > 1, number % 5 == 0
x, label = rows[:, :10], (rows[:, 30] == 0).astype(int)
scaler = StandardScaler().fit(x[train].astype(np.float32).astype(float))
logistic = LogisticRegression(C=1.0, tol=1e-10, max_iter=10000).fit(scaler.transform(x[train]), label[train])
out["logistic"] = logistic.predict_proba(scaler.transform(x[test]))[:, 1].tolist()
target = rows[:, 29]
ridge = Ridge(alpha=3.0, solver="cholesky").fit(scaler.transform(x[train]), target[train])
out["ridge"] = ridge.predict(scaler.transform(x[test])).tolist()
kind3 = np.digitize(rows[:, 0], [12.0, 15.0])
softmax = LogisticRegression(C=0.5, tol=1e-10, max_iter=20000).fit(StandardScaler().fit(x[train][:, 4:8]).transform(x[train][:, 4:8]), kind3[train])
out["softmax"] = softmax.predict_proba(StandardScaler().fit(x[train][:, 4:8]).transform(x[test][:, 4:8])).ravel().tolist()

# tf-idf of words and word pairs.
texts = ["The card was declined", "my card is lost", "top up my card", "The transfer was declined again", "lost transfer", "again and again"]
vectorizer = TfidfVectorizer(lowercase=True, token_pattern=r"[\w']+", ngram_range=(1, 2), min_df=2, dtype=np.float64)
matrix = vectorizer.fit_transform(texts).toarray()
out["tfidf"] = {"texts": texts, "grams": vectorizer.get_feature_names_out().tolist(), "matrix": matrix.ravel().tolist()}

json.dump(out, open("golden.json", "w"), indent=1)
