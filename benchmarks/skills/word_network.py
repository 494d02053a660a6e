"""Trains the network that scores single words, `skills.engines.embedded.word_model`, for `train.py`. Needs torch."""

from __future__ import annotations

from collections import Counter

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from skills.engines.embedded.vocabulary import word_numbers
from skills.engines.embedded.word_model import FAR, KINDS, NEAR, REACH

VECTOR = 32
HIDDEN = 48
SECOND = 32
KIND_VECTOR = 4
# A mark, shape or section that stands in the training texts less often counts as unknown.
OFTEN_ENOUGH = 20
ROUNDS = 12
WORDS_A_STEP = 4096
LONGEST = 400
RATE = 6e-3
VECTOR_RATE = 2e-3
WARM_UP = 50
DECAY = 1e-2
DROPOUT = 0.3
WORDS_LEFT_OUT = 0.1
ADVERT_WEIGHT = 2.0


def first_vectors(rows):
    """Return the vectors (words + 1, VECTOR) to begin with: the main axes of a language model's, noughts first."""
    rows = rows - rows.mean(axis=0)
    axes = np.linalg.svd(rows, full_matrices=False)[2][:VECTOR]
    vectors = rows @ axes.T
    return np.vstack([np.zeros((1, VECTOR)), vectors / vectors.std()]).astype(np.float32)


class Columns:
    """The words of texts as numbers, and what of them is annotated.

    Args:
        texts: `train.Text`s.

    Attributes:
        names: for each of KINDS the values that count, in order; their numbers begin at 1.
        bounds: numbers of the first word of each text, and after the last.
    """

    def __init__(self, texts):
        rows = word_numbers()
        self.bounds = np.cumsum([0, *(len(t.words) for t in texts)])
        values = {
            "shape": [v for t in texts for v in t.words.shapes],
            "mark": [v for t in texts for v in t.words.before],
            "section": [v for t in texts for v in t.around.sections],
        }
        counts = {kind: Counter(some) for kind, some in values.items()}
        self.names = {kind: sorted(v for v, n in some.items() if n >= OFTEN_ENOUGH) for kind, some in counts.items()}
        self.columns = {"word": np.array([rows.get(key, 0) for t in texts for key in t.words.keys])}
        for kind, some in values.items():
            numbers = {value: number for number, value in enumerate(self.names[kind], start=1)}
            self.columns[kind] = np.array([numbers.get(value, 0) for value in some])
        sizes = np.diff(self.bounds)
        self.columns["single"] = np.repeat([t.around.single for t in texts], sizes)
        self.columns["whole"] = np.repeat([t.is_whole for t in texts], sizes)
        self.columns["asked"] = np.concatenate([t.in_span for t in texts])
        self.columns["known"] = np.concatenate([t.in_knowledge for t in texts])

    def pieces(self, chosen, longest):
        """Return the bounds of the pieces, no longer than `longest`, of the chosen texts, short ones first."""
        out = []
        for number in np.flatnonzero(chosen):
            begin, end = self.bounds[number], self.bounds[number + 1]
            out += [(low, min(end, low + longest)) for low in range(begin, end, longest)]
        return sorted(out, key=lambda piece: piece[1] - piece[0])

    def batch(self, pieces):
        """Return the columns of some pieces side by side, and where there are words."""
        longest = max(end - begin for begin, end in pieces)
        out = {}
        for name, column in {**self.columns, "there": np.ones(self.bounds[-1])}.items():
            table = np.zeros((len(pieces), longest), column.dtype)
            for row, (begin, end) in zip(table, pieces, strict=True):
                row[: end - begin] = column[begin:end]
            out[name] = torch.tensor(table).float() if column.dtype.kind != "i" else torch.tensor(table)
        return out


class Network(nn.Module):
    def __init__(self, vectors, names):
        super().__init__()
        self.word = nn.Embedding.from_pretrained(torch.tensor(vectors), freeze=False)
        self.kinds = nn.ModuleDict({kind: nn.Embedding(len(names[kind]) + 1, KIND_VECTOR) for kind in KINDS})
        inputs = VECTOR + len(KINDS) * KIND_VECTOR + 1
        self.first = nn.Conv1d(inputs, HIDDEN, 2 * REACH + 1, padding=REACH)
        self.second = nn.Conv1d(HIDDEN, SECOND, 2 * REACH + 1, padding=REACH)
        self.near = nn.Conv1d(HIDDEN, SECOND, 1, bias=False)
        self.far = nn.Conv1d(HIDDEN, SECOND, 1, bias=False)
        self.last = nn.Linear(HIDDEN + SECOND, 2)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, batch):
        there = batch["there"][:, None]
        word = batch["word"]
        if self.training:
            word = word * (torch.rand(word.shape) >= WORDS_LEFT_OUT)
        inputs = [self.word(word), *(self.kinds[kind](batch[kind]) for kind in KINDS), batch["single"][..., None]]
        read = torch.cat(inputs, -1).transpose(1, 2) * there
        first = functional.relu(self.first(read)) * there
        seen = self.dropout(first)
        near, far = (functional.avg_pool1d(seen, 2 * reach + 1, 1, reach) for reach in (NEAR, FAR))
        second = functional.relu(self.second(seen) + self.near(near) + self.far(far))
        return self.last(self.dropout(torch.cat([first, second], 1)).transpose(1, 2))


def loss_of(scores, batch):
    """Return the mean loss of a word: is it asked for and, in whole adverts, is it part of a thing one knows."""
    weight = batch["there"] * (1 + (ADVERT_WEIGHT - 1) * batch["whole"])
    losses = functional.binary_cross_entropy_with_logits
    asked = losses(scores[..., 0], batch["asked"], reduction="none") * weight
    known = losses(scores[..., 1], batch["known"], reduction="none") * weight * batch["whole"]
    return (asked + known).sum() / batch["there"].sum()


def train_network(columns, chosen, vectors):
    """Return a network that has learnt from the chosen texts.

    Args:
        columns: the words of all texts.
        chosen: for each text whether it counts.
        vectors: of words, to begin with, as `first_vectors` gives them.
    """
    torch.manual_seed(0)
    order = np.random.default_rng(0)
    network = Network(vectors, columns.names)
    others = [p for name, p in network.named_parameters() if name != "word.weight"]
    groups = [
        {"params": others, "lr": RATE, "weight_decay": DECAY},
        {"params": [network.word.weight], "lr": VECTOR_RATE, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups)
    batches, size = [[]], 0
    for piece in columns.pieces(chosen, LONGEST):
        if size >= WORDS_A_STEP:
            batches.append([])
            size = 0
        batches[-1].append(piece)
        size += piece[1] - piece[0]
    steps = ROUNDS * len(batches)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, step / WARM_UP) * (1 - step / steps))
    network.train()
    for _ in range(ROUNDS):
        for number in order.permutation(len(batches)):
            batch = columns.batch(batches[number])
            loss = loss_of(network(batch), batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rate.step()
    return network.eval()


def weights_of(network, names):
    """Return the weights as `WordModel` takes them."""
    parts = {name: value.detach().numpy() for name, value in network.named_parameters()}
    unit = np.abs(parts["word.weight"]).max(axis=0) / 127
    weights = {"words": np.rint(parts["word.weight"] / unit).astype(np.int8), "words_unit": unit}
    for kind in KINDS:
        weights[kind + "s"], weights[kind + "_names"] = parts[f"kinds.{kind}.weight"], np.array(names[kind])
    for name in ("first", "second"):
        weights[name], weights[name + "_bias"] = parts[name + ".weight"].transpose(2, 1, 0), parts[name + ".bias"]
    weights |= {name: parts[name + ".weight"][:, :, 0].T for name in ("near", "far")}
    weights["last"], weights["last_bias"] = parts["last.weight"].T, parts["last.bias"]
    return weights
