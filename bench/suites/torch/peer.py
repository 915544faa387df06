"""The loops of Lepton's families as one would write them in PyTorch: same networks, same rows, batches of the same lengths."""
import json
import os
import sys
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

request = json.loads(sys.stdin.readline())
folder, shape, threads = request["Folder"], request["Shape"], request["Threads"]
layout, own, classes = shape["Layout"], shape["Hyperparameters"], shape["Outputs"]
torch.set_num_threads(threads)
torch.manual_seed(7)
torch.use_deterministic_algorithms(True, warn_only=True)
device = torch.device(request["Device"])


def read(name, kind):
    return np.fromfile(os.path.join(folder, "training." + name), dtype=kind)


def pool(steps, mask):
    wide = mask.unsqueeze(2)
    return torch.cat([(steps * wide).sum(1) / wide.sum(1), steps.masked_fill(~wide, float("-inf")).max(1)[0]], 1)


class Perceptron(nn.Module):
    def __init__(self):
        super().__init__()
        width = own["width"]
        self.layers = nn.Sequential(nn.Linear(layout["Values"], width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, classes))

    def forward(self, x, mask):
        return self.layers(x)


class Images(nn.Module):
    def __init__(self):
        super().__init__()
        width, channels, parts = own["width"], layout["Image"][0], []
        for block in range(own["layers"]):
            for inputs in (channels, width << block):
                parts += [nn.Conv2d(inputs, width << block, own["kernel"], padding=own["kernel"] // 2), nn.BatchNorm2d(width << block), nn.ReLU()]
            parts.append(nn.MaxPool2d(2))
            channels = width << block
        sides = [s >> own["layers"] for s in layout["Image"][1:]]
        self.parts = nn.Sequential(*parts, nn.Flatten(), nn.Linear(channels * sides[0] * sides[1], classes))

    def forward(self, x, mask):
        return self.parts(x.view(-1, *layout["Image"]))


class Texts(nn.Module):
    def __init__(self):
        super().__init__()
        wide, width, kernels = own["embedding"], own["width"], range(1, own["kernel"] + 1)
        self.embedding = nn.Embedding(layout["Entries"], wide, padding_idx=0)
        self.convolutions = nn.ModuleList(nn.Conv1d(wide, width, k) for k in kernels)
        self.output = nn.Linear(width * len(kernels), classes)

    def forward(self, x, mask):
        x, hidden = self.embedding(x).transpose(1, 2), ~mask.unsqueeze(1)
        return self.output(torch.cat([F.relu(c(F.pad(x, (0, c.kernel_size[0] - 1)))).masked_fill(hidden, 0).max(2)[0] for c in self.convolutions], 1))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(layout["Entries"], own["embedding"], padding_idx=0)
        self.recurrent = nn.LSTM(own["embedding"], own["width"], num_layers=own["layers"], bidirectional=True, batch_first=True)
        self.output = nn.Linear(4 * own["width"], classes)

    def forward(self, x, mask):
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(x), mask.sum(1).cpu(), batch_first=True, enforce_sorted=False)
        return self.output(pool(nn.utils.rnn.pad_packed_sequence(self.recurrent(packed)[0], batch_first=True)[0], mask))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        width = own["width"]
        self.embedding = nn.Embedding(layout["Entries"], width, padding_idx=0)
        self.position = nn.Embedding(layout["Longest"], width)
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(width, own["heads"], own["feed-forward"], 0.0, activation="gelu", batch_first=True, norm_first=True) for _ in range(own["layers"]))
        self.norm = nn.LayerNorm(width)
        self.output = nn.Linear(2 * width, classes)

    def forward(self, x, mask):
        x = self.embedding(x) + self.position(torch.arange(x.shape[1], device=x.device))
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=~mask)
        return self.output(pool(self.norm(x), mask))


def values():
    x = torch.from_numpy(read("features", np.float32)).reshape(-1, layout["Values"])
    return len(x), lambda order: torch.split(order, own["batch-size"]), lambda rows: (x[rows].to(device), None)


def tokens():
    all, starts = torch.from_numpy(read("tokens", np.int32)).long(), torch.from_numpy(read("starts", np.int64))
    lengths = starts[1:] - starts[:-1]
    size = own["batch-size"]

    # Rows of like lengths together, as Lepton does it.
    def batches(order):
        made = [b for p in torch.split(order, 50 * size) for b in torch.split(p[torch.argsort(lengths[p])], size)]
        return [made[i] for i in torch.randperm(len(made))]

    def take(rows):
        x = nn.utils.rnn.pad_sequence([all[starts[r]:starts[r + 1]] for r in rows.tolist()], batch_first=True)
        x = x.to(device)
        return x, x > 0

    return len(lengths), batches, take


count, batches, take = tokens() if layout["Entries"] else values()
y = torch.from_numpy(read("targets", np.float64)).long()
family = shape["Family"]
net = {"Mlp": Perceptron, "Cnn": Images if layout["Image"] else Texts, "Lstm": Recurrent, "Transformer": Transformer}[family]().to(device)
optimizer = torch.optim.AdamW(net.parameters(), lr=own["learning-rate"], weight_decay=own["weight-decay"])
for epoch in range(own["epochs"]):
    total = 0.0
    for rows in batches(torch.randperm(count)):
        with torch.autocast(device.type, torch.bfloat16, enabled=own["precision"] == "bfloat16"):
            answer = net(*take(rows))
        loss = F.cross_entropy(answer.float(), y[rows].to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    print(f"epoch {epoch + 1}, loss {total / count:.5f}")
