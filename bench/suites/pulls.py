"""Planning a change in a large repository, and reports of many models."""
import json
import os
import subprocess
import time
from measure import *
from workspaces import many_models

MODELS, COMMITS = 1000, 5000


def git(ws, *arguments, line=None):
    return subprocess.run(["git", "-c", "user.name=bench", "-c", "user.email=bench@example.com", *arguments], cwd=ws, check=True, stdout=subprocess.PIPE, input=line, text=True).stdout.strip()


with Folder() as ws:
    many_models(ws, MODELS, 100)
    write(os.path.join(ws, ".gitignore"), ".lepton\n")
    git(ws, "init", "-q", "-b", "main")
    git(ws, "add", "-A")
    git(ws, "commit", "-q", "-m", "models")
    tree = git(ws, "rev-parse", "HEAD^{tree}")
    stream = "".join(f"commit refs/heads/main\ncommitter b <b@example.com> {1700000000 + i} +0000\ndata 1\nx\nfrom refs/heads/main^0\nM 100644 inline notes.txt\ndata {len(str(i))}\n{i}\n" if i == 0 else
                     f"commit refs/heads/main\ncommitter b <b@example.com> {1700000000 + i} +0000\ndata 1\nx\nM 100644 inline notes.txt\ndata {len(str(i))}\n{i}\n" for i in range(COMMITS))
    git(ws, "fast-import", "--quiet", line=stream)
    git(ws, "reset", "-q", "--hard", "main")
    print(git(ws, "rev-list", "--count", "HEAD"), "commits")
    run([LEPTON, "train"], ws)
    git(ws, "add", "-A")
    git(ws, "commit", "-q", "-m", "locks")
    git(ws, "checkout", "-q", "-b", "topic")
    name = sorted(f for f in os.listdir(os.path.join(ws, "models")) if f.endswith(".yaml") and not f.endswith(".lock.yaml"))[500]
    path = os.path.join(ws, "models", name)
    with open(path, encoding="utf-8") as file:
        spec = file.read()
    write(path, spec.replace("l2: ", "l2: 1", 1))
    git(ws, "commit", "-aqm", "a change")
    samples = sorted(run([LEPTON, "plan", "--changed-since", "main", "--json"], ws)[0] for _ in range(9))
    plan = json.loads(run([LEPTON, "plan", "--changed-since", "main", "--json"], ws)[2])
    assert len(plan["models"]) == 1 and plan["models"][0]["reasons"], plan["models"]
    show(f"plan of a change among {MODELS} models and {COMMITS} commits", samples[4], 0.3, "s")
