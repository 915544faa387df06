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

# A report of 50 models with curves, opened in Chromium.
with Folder() as ws:
    import re
    import shutil
    for folder in ("data", "data-specs", "models"):
        os.makedirs(os.path.join(ws, folder))
    shutil.copytree(os.path.join(ROOT, "data/tumor"), os.path.join(ws, "data/tumor"))
    shutil.copy(os.path.join(ROOT, "data-specs/tumor.yaml"), os.path.join(ws, "data-specs"))
    write(os.path.join(ws, "lepton.yaml"), "apiVersion: lepton/v1\nkind: Workspace\nname: bench\n")
    with open(os.path.join(ROOT, "models/tumor-screening.yaml"), encoding="utf-8") as file:
        spec = file.read()
    for i in range(50):
        write(os.path.join(ws, f"models/m-{i:02}.yaml"), spec.replace("name: tumor-screening", f"name: m-{i:02}").replace("l2: 1 ", f"l2: {1 + i} ").replace("min: 0.98", "min: 0.9"))
    write(os.path.join(ws, ".gitignore"), ".lepton\nout\n")
    git(ws, "init", "-q", "-b", "main")
    run([LEPTON, "train"], ws)
    git(ws, "add", "-A")
    git(ws, "commit", "-q", "-m", "models")
    git(ws, "checkout", "-q", "-b", "topic")
    for i in range(50):
        path = os.path.join(ws, f"models/m-{i:02}.yaml")
        with open(path, encoding="utf-8") as file:
            spec = file.read()
        write(path, re.sub(r"l2: \d+ ", f"l2: {2 + i}.5 ", spec))
    print(f"report of 50 changed models, trained and compared, in {run([LEPTON, 'report', '-o', 'out'], ws)[0]:.1f} s")
    page = os.path.join(ws, "out/report.html")
    show("HTML report of 50 models", os.path.getsize(page) / 1e6, 3, "MB")
    if shutil.which("chromium"):
        with open(page, encoding="utf-8") as file:
            html = file.read()
        probe = '<script>addEventListener("load", () => { document.title = "took " + performance.now(); });</script></body>'
        write(os.path.join(ws, "out/probe.html"), html.replace("</body>", probe))
        took = []
        for _ in range(5):
            dom = subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={ws}/browser", "--timeout=5000", "--dump-dom", f"file://{ws}/out/probe.html"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
            took += [float(m) / 1000 for m in re.findall(r"<title>took ([0-9.]+)", dom)]
        if took:
            show("opened in Chromium", sorted(took)[len(took) // 2], 1, "s")
