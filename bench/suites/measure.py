"""Runs commands and reports medians of wall seconds and peak memory."""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LEPTON = os.path.join(ROOT, "artifacts/lepton/lepton")
BENCH = os.path.join(ROOT, "bench/Lepton.Bench/bin/Release/net10.0/Lepton.Bench")
PYTHON = "/usr/bin/python3"


def run(command, cwd=None, quiet=True, line=None, environment=None):
    """Wall seconds, peak memory in MB and output of one run; fails loudly. A line for standard input leaves it open."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.PIPE if line else None, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL if quiet else None, text=True, env={**os.environ, **(environment or {})})
    if line:
        process.stdin.write(line + "\n")
        process.stdin.flush()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0,):
        raise SystemExit(f"{command} ended with {process.returncode}:\n{output}")
    return seconds, usage.ru_maxrss / 1024, output


def interleaved(commands, rounds, before=lambda: None):
    """Medians of (seconds, MB) by name; the commands take turns."""
    samples = {name: [] for name in commands}
    for _ in range(rounds):
        for name, (command, cwd) in commands.items():
            before()
            samples[name].append(run(command, cwd)[:2])
    return {name: (statistics.median(s for s, _ in runs), statistics.median(m for _, m in runs)) for name, runs in samples.items()}


def show(name, value, bar, unit="", lower=True):
    ok = value <= bar if lower else value >= bar
    print(f"{name:<58} {value:10.3f} {unit:<4} {'at most' if lower else 'at least'} {bar:g}  {'ok' if ok else 'MISSED'}")


class Folder:
    """A folder that is gone afterwards."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="lepton-bench-")
        return self.path

    def __exit__(self, *_):
        subprocess.run(["chmod", "-R", "u+w", self.path], check=False)
        shutil.rmtree(self.path, ignore_errors=True)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def forget(workspace):
    """Removes store and locks, so that everything runs."""
    subprocess.run(["chmod", "-R", "u+w", os.path.join(workspace, ".lepton")], check=False, stderr=subprocess.DEVNULL)
    shutil.rmtree(os.path.join(workspace, ".lepton"), ignore_errors=True)
    models = os.path.join(workspace, "models")
    for name in os.listdir(models):
        if name.endswith(".lock.yaml"):
            os.remove(os.path.join(models, name))

