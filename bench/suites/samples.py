"""The samples' figures on their test rows."""
import json
import os
import shutil
from measure import *

with Folder() as ws:
    for part in ("models", "data-specs", "data"):
        shutil.copytree(os.path.join(ROOT, part), os.path.join(ws, part))
    shutil.copy(os.path.join(ROOT, "lepton.yaml"), ws)
    document = json.loads(run([LEPTON, "train", "--json"], ws)[2])
    value = {m["name"]: {k: v["value"] for k, v in m["metrics"].items()} for m in document["models"]}
    show("tumor-screening auc", value["tumor-screening"]["auc"], 0.990, lower=False)
    show("tumor-diagnosis auc", value["tumor-diagnosis"]["auc"], 0.978, lower=False)
    show("disease-progression rmse", value["disease-progression"]["rmse"], 53.2)
    show("digit-reader accuracy", value["digit-reader"]["accuracy"], 0.945, lower=False)
