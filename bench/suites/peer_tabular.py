"""The peer: pandas, scikit-learn and XGBoost. usage: peer_tabular.py CSV OUT [RESAMPLES]"""
import sys
import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.metrics import brier_score_loss, f1_score, log_loss

d = pd.read_csv(sys.argv[1])
part = d["id"] % 5
x = d[[c for c in d if c.startswith("x")]].astype(np.float32)
y = d["y"].to_numpy()
train, test = (part > 1).to_numpy(), (part == 0).to_numpy()
model = xgb.XGBClassifier(n_estimators=100, max_depth=6, learning_rate=0.1, tree_method="hist", n_jobs=2).fit(x[train], y[train])
p = model.predict_proba(x[test])[:, 1]
np.savetxt(sys.argv[2], p)
truth = y[test]
if len(sys.argv) > 3:
    rng = np.random.default_rng(0)
    for _ in range(int(sys.argv[3])):
        rows = rng.integers(0, len(truth), len(truth))
        log_loss(truth[rows], p[rows])
        brier_score_loss(truth[rows], p[rows])
        f1_score(truth[rows], p[rows] >= 0.5)
