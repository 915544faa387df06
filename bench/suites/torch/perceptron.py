"""The loop of the family mlp as one would write it in PyTorch."""
import os
import sys
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

folder, threads, epochs, columns, classes, batch = sys.argv[1], *map(int, sys.argv[2:])
torch.set_num_threads(threads)
torch.manual_seed(7)
torch.use_deterministic_algorithms(True)
x = torch.from_numpy(np.fromfile(os.path.join(folder, "training.features"), dtype=np.float32)).reshape(-1, columns)
y = torch.from_numpy(np.fromfile(os.path.join(folder, "training.targets"), dtype=np.float64)).long()
net = nn.Sequential(nn.Linear(columns, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, classes))
optimizer = torch.optim.AdamW(net.parameters(), lr=0.001, weight_decay=0.01)
for epoch in range(epochs):
    order = torch.randperm(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start:start + batch]
        loss = F.cross_entropy(net(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    print(f"epoch {epoch + 1}, loss {total / len(x):.5f}")
