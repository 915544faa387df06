"""Gates that compare: how often they pass a model that lies at the margin, and one that is equal; what the paired bootstrap takes."""
from measure import *

# How many standard errors of the simulation itself are allowed above 5 %.
NOISE = 3

seconds = sorted(tuple(map(float, run([BENCH, "paired"])[2].split())) for _ in range(3))
show("10,000 paired resamples of 100,000 rows, AUC", seconds[1][0], 2, "s")
show("the same, accuracy", sorted(s[1] for s in seconds)[1], 0.05, "s")
for line in run([BENCH, "gates", ROOT])[2].splitlines():
    metric, rows, plays, wrong, right = line.split()
    bar = 0.05 + NOISE * (0.05 * 0.95 / int(plays)) ** 0.5
    show(f"{metric}, {rows} rows: wrong passes at the margin", float(wrong), round(bar, 4))
    print(f"{metric}, {rows} rows: passes where both are equal {float(right):.3f}")
