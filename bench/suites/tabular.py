"""Makes 200,000 rows of 40 columns as csv."""
import sys
import numpy as np

n, k = 200_000, 40
rng = np.random.default_rng(1)
x = rng.standard_normal((n, k)).round(5)
z = x[:, 0] + 0.7 * x[:, 1] * x[:, 2] + 0.5 * np.sin(3 * x[:, 3]) + 0.4 * x[:, 4:10].sum(1) + rng.standard_normal(n)
with open(sys.argv[1], "w") as file:
    file.write("id," + ",".join(f"x{i}" for i in range(k)) + ",y\n")
    for i in range(n):
        file.write(f"{i}," + ",".join(repr(float(v)) for v in x[i]) + f",{'true' if z[i] > 0.8 else 'false'}\n")
