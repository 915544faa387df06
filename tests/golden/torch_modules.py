"""Forward values and gradients of modules, losses and optimizers by PyTorch (Debian's python3-torch 1.13.1): torch.json.

Run: /usr/bin/python3 tests/golden/torch_modules.py > tests/golden/torch.json
"""
import itertools
import json
import types
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_num_threads(1)
cases = {}


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.9g}") for v in t.detach().reshape(-1).tolist()]}


def module(name, net, *inputs, grad_inputs=True):
    """The sum of squares of the output is what gradients are of."""
    inputs = [i.clone().requires_grad_(grad_inputs and i.is_floating_point()) for i in inputs]
    out = net(*inputs)
    (out * out).sum().backward()
    cases[name] = {
        "inputs": [flat(i) for i in inputs],
        "output": flat(out),
        "parameters": {k: flat(v) for k, v in net.named_parameters()},
        "gradients": {k: flat(v.grad) for k, v in net.named_parameters()},
        "input-gradients": [flat(i.grad) for i in inputs if i.grad is not None],
    }


def loss(name, function, logits, **extra):
    logits = logits.clone().requires_grad_(True)
    value = function(logits)
    value.backward()
    cases[name] = {"logits": flat(logits), "value": flat(value), "gradient": flat(logits.grad), **{k: flat(v) for k, v in extra.items()}}


module("linear", nn.Linear(5, 3), torch.randn(4, 5))
module("embedding", nn.Embedding(6, 3), torch.tensor([[0, 2, 5], [2, 2, 1]]))
norm = nn.LayerNorm(5)
with torch.no_grad():
    norm.weight.copy_(torch.randn(5))
    norm.bias.copy_(torch.randn(5))
module("layer-norm", norm, torch.randn(4, 5))
module("mlp", nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2)), torch.randn(5, 6))

module("convolution", nn.Sequential(nn.Conv2d(2, 3, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(3, 2, 3, padding=1), nn.MaxPool2d(2)), torch.randn(2, 2, 8, 8))
batch = nn.BatchNorm2d(2)
with torch.no_grad():
    batch.weight.copy_(torch.randn(2))
    batch.bias.copy_(torch.randn(2))
module("batch-norm", batch, torch.randn(3, 2, 4, 4))
cases["batch-norm"]["buffers"] = {k: flat(v) for k, v in batch.named_buffers() if k != "num_batches_tracked"}
batch.eval()
cases["batch-norm"]["later"] = flat(batch(torch.full((1, 2, 2, 2), 0.5)))


class Packed(nn.Module):
    """Over sequences of these lengths; parameters keep their names."""

    def __init__(self, net, lengths):
        super().__init__()
        self.net, self.lengths = net, lengths

    def named_parameters(self, *_, **__):
        return self.net.named_parameters()

    def forward(self, x):
        packed = nn.utils.rnn.pack_padded_sequence(x, self.lengths, batch_first=True, enforce_sorted=False)
        return nn.utils.rnn.pad_packed_sequence(self.net(packed)[0], batch_first=True, total_length=x.shape[1])[0]


module("lstm", Packed(nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True), [2, 5, 3]), torch.randn(3, 5, 3))
module("gru", Packed(nn.GRU(3, 4, bidirectional=True, batch_first=True), [2, 5, 3]), torch.randn(3, 5, 3))
padding = torch.tensor([[False, False, False, True], [False, False, True, True]])


class Attending(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.MultiheadAttention(6, 2, batch_first=True)

    def named_parameters(self, *_, **__):
        return self.net.named_parameters()

    def forward(self, x):
        return self.net(x, x, x, key_padding_mask=padding, need_weights=False)[0]


module("attention", Attending(), torch.randn(2, 4, 6))
module("encoder-layer", nn.TransformerEncoderLayer(6, 2, dim_feedforward=8, dropout=0.0, batch_first=True), torch.randn(2, 4, 6))


class Decoding(nn.Module):
    """Looks at nothing that comes later, and at no padding of the memory."""

    def __init__(self):
        super().__init__()
        self.net = nn.TransformerDecoderLayer(6, 2, dim_feedforward=8, dropout=0.0, batch_first=True)

    def named_parameters(self, *_, **__):
        return self.net.named_parameters()

    def forward(self, x, memory):
        later = torch.ones(3, 3, dtype=torch.bool).triu(1)
        return self.net(x, memory, tgt_mask=later, memory_key_padding_mask=padding)


module("decoder-layer", Decoding(), torch.randn(2, 3, 6), torch.randn(2, 4, 6))

# A conditional random field by adding up every path, one by one.
scores, tags, lengths = torch.randn(2, 3, 2, requires_grad=True), [[0, 1, 1], [1, 0, 0]], [3, 2]
begin, finish, moves = (torch.randn(*s, requires_grad=True) for s in ((2,), (2,), (2, 2)))


def path(row, way):
    total = begin[way[0]] + finish[way[-1]] + sum(scores[row, i, k] for i, k in enumerate(way))
    return total + sum(moves[a, b] for a, b in zip(way, way[1:]))


value = sum(torch.logsumexp(torch.stack([path(r, w) for w in itertools.product(range(2), repeat=n)]), 0) - path(r, tags[r][:n]) for r, n in enumerate(lengths))
value.backward()
cases["crf"] = {
    "scores": flat(scores), "value": flat(value), "gradient": flat(scores.grad),
    "parameters": {"start_transitions": flat(begin), "end_transitions": flat(finish), "transitions": flat(moves)},
    "gradients": {"start_transitions": flat(begin.grad), "end_transitions": flat(finish.grad), "transitions": flat(moves.grad)},
}

classes = torch.tensor([0, 2, 1, 2])
weights = torch.tensor([0.5, 1.0, 2.0])
loss("cross-entropy", lambda x: F.cross_entropy(x, classes, weight=weights, label_smoothing=0.1), torch.randn(4, 3), targets=classes, weights=weights)
binary = torch.tensor([0.0, 1.0, 1.0, 0.0])
rows = torch.tensor([1.0, 0.5, 2.0, 1.0])
positive = torch.tensor([3.0])
loss("binary-cross-entropy", lambda x: F.binary_cross_entropy_with_logits(x, binary, weight=rows, pos_weight=positive), torch.randn(4), targets=binary, weights=rows, positive=positive)
wanted = torch.randn(6)
loss("mean-squared-error", lambda x: F.mse_loss(x, wanted), torch.randn(6), targets=wanted)
loss("huber", lambda x: F.huber_loss(x, wanted, delta=0.7), torch.randn(6) * 3, targets=wanted)


def optimize(name, make, clip=None):
    w = nn.Parameter(torch.randn(3, 4))
    b = nn.Parameter(torch.randn(3))
    x, y = torch.randn(7, 4), torch.randn(7, 3)
    start = {"weight": flat(w), "bias": flat(b)}
    optimizer = make([w, b])
    steps, norms = [], []
    for _ in range(5):
        optimizer.zero_grad()
        F.mse_loss(F.linear(x, w, b), y).backward()
        if clip is not None:
            norms.append(float(nn.utils.clip_grad_norm_([w, b], clip)))
        optimizer.step()
        steps.append({"weight": flat(w), "bias": flat(b)})
    cases[name] = {"x": flat(x), "y": flat(y), "start": start, "steps": steps, "norms": norms}


optimize("adamw", lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1))
optimize("sgd", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01))
optimize("clipped", lambda p: torch.optim.SGD(p, lr=0.1), clip=0.5)
module("encoder-layer-norm-first", nn.TransformerEncoderLayer(6, 2, dim_feedforward=8, dropout=0.0, batch_first=True, norm_first=True, activation="gelu"), torch.randn(2, 4, 6))


class Text(nn.Module):
    """What families over texts share: a vector for each token, and the mean and the greatest of what the tokens have."""

    def __init__(self, width):
        super().__init__()
        self.embedding = nn.Embedding(7, width, padding_idx=0)

    @staticmethod
    def pool(steps, tokens):
        mask = (tokens > 0).unsqueeze(2)
        return torch.cat([(steps * mask).sum(1) / mask.sum(1), steps.masked_fill(~mask, float("-inf")).max(1)[0]], 1)


class TextConvolution(Text):
    def __init__(self):
        super().__init__(4)
        self.convolution = nn.ModuleDict({str(k): nn.Conv1d(4, 3, k) for k in (1, 2, 3)})
        self.output = nn.Linear(9, 2)

    def forward(self, tokens):
        x = self.embedding(tokens).transpose(1, 2)
        hidden = (tokens == 0).unsqueeze(1)
        return self.output(torch.cat([F.relu(c(F.pad(x, (0, int(k) - 1)))).masked_fill(hidden, 0).max(2)[0] for k, c in self.convolution.items()], 1))


class Recurrent(Text):
    def __init__(self, kind):
        super().__init__(4)
        self.recurrent = kind(4, 3, num_layers=2, bidirectional=True, batch_first=True)
        self.output = nn.Linear(12, 2)

    def steps(self, tokens):
        return Packed(self.recurrent, (tokens > 0).sum(1))(self.embedding(tokens))

    def forward(self, tokens):
        return self.output(self.pool(self.steps(tokens), tokens))


class Tagging(Recurrent):
    """The scores of each token's tags, but of the first."""

    def __init__(self):
        super().__init__(nn.LSTM)
        self.output = nn.Linear(6, 3)

    def forward(self, tokens):
        return self.output(self.steps(tokens)[:, 1:])


class Transformer(Text):
    def __init__(self, first):
        super().__init__(4)
        self.first = first
        self.position = nn.Embedding(6, 4)
        self.norm = nn.LayerNorm(4)
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(4, 2, dim_feedforward=8, dropout=0.0, batch_first=True, norm_first=first, activation="gelu") for _ in range(2))
        self.output = nn.Linear(8, 2)

    def forward(self, tokens):
        x = self.embedding(tokens) + self.position(torch.arange(tokens.shape[1]))
        x = x if self.first else self.norm(x)
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=tokens == 0)
        return self.output(self.pool(self.norm(x) if self.first else x, tokens))


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.convolution = nn.ModuleList([nn.Conv2d(inputs, outputs, 3, padding=1), nn.Conv2d(outputs, outputs, 3, padding=1)])
        self.norm = nn.ModuleList([nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)])

    def forward(self, x):
        for convolution, norm in zip(self.convolution, self.norm):
            x = F.relu(norm(convolution(x)))
        return F.max_pool2d(x, 2)


class ImageConvolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.ModuleList([Block(2, 3), Block(3, 6)])
        self.output = nn.Linear(6, 2)

    def forward(self, x):
        for block in self.block:
            x = block(x)
        return self.output(x.flatten(1))


class Perceptron(nn.Module):
    """Two numbers, and two categories of one table."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5, 3)
        self.layers = nn.Sequential(nn.Linear(8, 4), nn.GELU(), nn.Dropout(0), nn.Linear(4, 2))

    def named_parameters(self, *_, **__):
        return [("embedding.weight", self.embedding.weight)] + list(self.layers.named_parameters())

    def forward(self, values, categories):
        return self.layers(torch.cat([values, self.embedding(categories).flatten(1)], 1))


texts = torch.tensor([[2, 3, 4, 0, 0], [2, 5, 6, 3, 1], [2, 0, 0, 0, 0]])
module("family-mlp", Perceptron(), torch.randn(3, 2), torch.tensor([[0, 3], [1, 4], [2, 3]]))
module("family-cnn-text", TextConvolution(), texts)
module("family-cnn-image", ImageConvolution(), torch.randn(3, 2, 4, 4))
module("family-lstm", Recurrent(nn.LSTM), texts)
module("family-gru", Recurrent(nn.GRU), texts)
module("family-transformer-norm-before", Transformer(True), texts)
module("family-transformer-norm-after", Transformer(False), texts)
module("family-lstm-crf", Tagging(), texts)


class Grams(nn.Module):
    """The vector of each token: its own, and the mean of those of its n-grams."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 3))
        self.weight.data[0] = 0
        self.grams = nn.Parameter(torch.randn(5, 3))

    def forward(self, tokens):
        own, bags = [0, 1, 2, 1], [[], [], [0, 2, 2], [1, 4]]
        table = torch.stack([(self.weight[o] if o else torch.zeros(3)) + (self.grams[b].mean(0) if b else torch.zeros(3)) for o, b in zip(own, bags)])
        return table[tokens]


module("token-embedding", Grams(), torch.tensor([[2, 3, 2], [3, 1, 0]]))



class Adapted(nn.Module):
    """Attention with low-rank matrices added to those of queries and values, alpha 4."""

    def __init__(self):
        super().__init__()
        self.net = nn.MultiheadAttention(6, 2, batch_first=True)
        self.deltas = {f"lora_{part}.{side}": nn.Parameter(torch.randn(*shape)) for part in ("query", "value") for side, shape in (("A", (2, 6)), ("B", (6, 2)))}

    def named_parameters(self, *_, **__):
        return list(self.net.named_parameters()) + list(self.deltas.items())

    def forward(self, x):
        moved = [4 / 2 * self.deltas[f"lora_{part}.B"] @ self.deltas[f"lora_{part}.A"] for part in ("query", "value")]
        weight = self.net.in_proj_weight + torch.cat([moved[0], torch.zeros(6, 6), moved[1]])
        out = self.net.out_proj
        x = x.transpose(0, 1)
        return F.multi_head_attention_forward(x, x, x, 6, 2, weight, self.net.in_proj_bias, None, None, False, 0.0, out.weight, out.bias, need_weights=False)[0].transpose(0, 1)


module("attention-lora", Adapted(), torch.randn(2, 4, 6))


def bert(vocabulary, texts, ids):
    """An encoder of BERT written out by its paper, with the names of its tensors in a file of the transformers library; a linear layer over the mean and the greatest of its steps."""
    width, heads, inner, places = 4, 2, 8, 10
    file = {
        "embeddings.word_embeddings.weight": torch.randn(len(vocabulary), width),
        "embeddings.position_embeddings.weight": torch.randn(places, width),
        "embeddings.token_type_embeddings.weight": torch.randn(2, width),
        "pooler.dense.weight": torch.randn(width, width),
        "pooler.dense.bias": torch.randn(width),
    }

    def linear(name, rows, columns):
        file[f"{name}.weight"], file[f"{name}.bias"] = torch.randn(rows, columns), torch.randn(rows)

    for name in ("embeddings", "encoder.layer.0.attention.output", "encoder.layer.0.output", "encoder.layer.1.attention.output", "encoder.layer.1.output"):
        file[f"{name}.LayerNorm.gamma"], file[f"{name}.LayerNorm.beta"] = torch.randn(width), torch.randn(width)
    for layer in (f"encoder.layer.{i}" for i in range(2)):
        for part in ("query", "key", "value"):
            linear(f"{layer}.attention.self.{part}", width, width)
        linear(f"{layer}.attention.output.dense", width, width)
        linear(f"{layer}.intermediate.dense", inner, width)
        linear(f"{layer}.output.dense", width, inner)

    def apply(name, x):
        return F.linear(x, file[f"{name}.weight"], file[f"{name}.bias"])

    def norm(name, x):
        return F.layer_norm(x, (width,), file[f"{name}.LayerNorm.gamma"], file[f"{name}.LayerNorm.beta"], 1e-12)

    x = norm("embeddings", file["embeddings.word_embeddings.weight"][ids] + file["embeddings.position_embeddings.weight"][: ids.shape[1]] + file["embeddings.token_type_embeddings.weight"][0])
    hidden = (ids == 0)[:, None, None]
    for layer in (f"encoder.layer.{i}" for i in range(2)):
        query, key, value = (apply(f"{layer}.attention.self.{part}", x).unflatten(2, (heads, -1)).transpose(1, 2) for part in ("query", "key", "value"))
        share = (query @ key.transpose(2, 3) / (width / heads) ** 0.5).masked_fill(hidden, float("-inf")).softmax(3)
        x = norm(f"{layer}.attention.output", x + apply(f"{layer}.attention.output.dense", (share @ value).transpose(1, 2).flatten(2)))
        x = norm(f"{layer}.output", x + apply(f"{layer}.output.dense", F.gelu(apply(f"{layer}.intermediate.dense", x))))
    head = {"output.weight": torch.randn(2, 2 * width), "output.bias": torch.randn(2)}
    cases["bert"] = {
        "vocabulary": vocabulary,
        "texts": texts,
        "file": {f"bert.{k}": flat(v) for k, v in file.items()},
        "head": {k: flat(v) for k, v in head.items()},
        "output": flat(F.linear(Text.pool(x, ids), head["output.weight"], head["output.bias"])),
    }


bert(
    ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "card", "lost", "my", "##s", "?"],
    ["My cards lost", "zzz?", ""],
    torch.tensor([[3, 8, 6, 9, 7, 4], [3, 2, 10, 4, 0, 0], [3, 4, 0, 0, 0, 0]]))

optimize("adamw-groups", lambda p: torch.optim.AdamW([{"params": p[:1]}, {"params": p[1:], "lr": 0.005}], lr=0.05, weight_decay=0.1))



class Towers(nn.Module):
    """Two towers of one hidden layer; the last user is one whom nobody knows."""

    def __init__(self):
        super().__init__()
        self.user, self.item = nn.Embedding(4, 3), nn.Embedding(5, 3)
        self.towers = nn.ModuleDict({"user": nn.Sequential(nn.Linear(3, 2), nn.ReLU()), "item": nn.Sequential(nn.Linear(3, 2), nn.ReLU())})
        self.bias = nn.Parameter(torch.randn(5, 1))

    def names(self):
        own = {"user.weight": self.user.weight, "item.weight": self.item.weight, "item.bias": self.bias}
        return {**own, **{f"{k}.tower.{n}": p for k, tower in self.towers.items() for n, p in tower.named_parameters()}}

    def forward(self, users, items):
        own = self.towers["user"](self.user(users)) * (users != 3).unsqueeze(1)
        return (self.towers["item"](self.item(items)) @ own.unsqueeze(2)).squeeze(2) + self.bias[items].squeeze(2)


towers = Towers()
users, chosen, shares = torch.tensor([0, 2, 3]), torch.tensor([[1, 0, 4], [3, 2, 2], [0, 1, 3]]), torch.tensor([0.5, 0.25, 0.75])
scores = towers(users, chosen)
value = -(shares * F.logsigmoid(scores[:, :1] - scores[:, 1:]).sum(1)).sum()
value.backward()
cases["two-tower"] = {
    "users": flat(users), "items": flat(chosen), "shares": flat(shares), "value": flat(value),
    "scores": flat(towers(users, torch.arange(5).expand(3, 5))),
    "parameters": {k: flat(v) for k, v in towers.names().items()},
    "gradients": {k: flat(v.grad) for k, v in towers.names().items()},
}


class Writing(nn.Module):
    """A transformer's encoder and decoder, and the margins of each token that is written."""

    def __init__(self, first):
        super().__init__()
        self.embedding, self.position = nn.Embedding(7, 4, padding_idx=0), nn.Embedding(6, 4)
        self.norm = nn.LayerNorm(4)
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(4, 2, 8, 0.0, "gelu", batch_first=True, norm_first=first) for _ in range(2))
        self.decoder = nn.ModuleDict({
            "embedding": nn.Embedding(9, 4, padding_idx=0), "position": nn.Embedding(5, 4), "norm": nn.LayerNorm(4),
            "layers": nn.ModuleList(nn.TransformerDecoderLayer(4, 2, 8, 0.0, "gelu", batch_first=True, norm_first=first) for _ in range(2))})
        self.output, self.first = nn.Linear(4, 9), first

    def run(self, part, x, *more, **masks):
        x = x if self.first else part.norm(x)
        for layer in part.layers:
            x = layer(x, *more, **masks)
        return part.norm(x) if self.first else x

    def forward(self, tokens, before):
        part, padding = types.SimpleNamespace(**dict(self.decoder.items())), tokens == 0
        memory = self.run(self, self.embedding(tokens) + self.position.weight[: tokens.shape[1]], src_key_padding_mask=padding)
        x = part.embedding(before) + part.position.weight[: before.shape[1]]
        later = torch.ones(before.shape[1], before.shape[1], dtype=torch.bool).triu(1)
        return self.output(self.run(part, x, memory, tgt_mask=later, memory_key_padding_mask=padding))[before > 0]


for first in (True, False):
    module(f"writing-norm-{'before' if first else 'after'}", Writing(first), torch.tensor([[2, 5, 1, 6], [2, 3, 0, 0]]), torch.tensor([[2, 7, 0], [2, 5, 8]]))

print(json.dumps({"torch": torch.__version__, "cases": cases}, separators=(",", ":")))
