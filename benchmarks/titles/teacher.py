"""What is near to which occupation by all that is known beforehand: the teacher that the shipped vectors are made from.

Every text is encoded (`encoder.py`) and then bent by a small network, which learns to draw a name to the vector of its
occupation and away from all others, by a softmax over cosines (proxies, as in Movshovitz-Attias et al. 2017,
arXiv:1703.07464). So do sentences of the descriptions; and in the same way the Outlook Handbook's titles are told apart
by its groups, O*NET's titles and sentences by its occupations. Nothing of a benchmark is used.

The teacher's score of a title for an occupation is its nearness to the closest name, encoded and bent, plus its
nearness to the label and to the description (0.3 each) and to the occupation's vector, plus the logarithm of what the
Handbook's group and the O*NET occupation that the title belongs to lead to.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from encoder import SIZE, Encoder
from torch.nn import functional

EPOCHS, AT_ONCE, SHARPNESS, HIDDEN = 6, 256, 20.0, 1024
RATE, PROXY_RATE, BLUR, SMOOTHING = 1e-3, 2e-3, 0.02, 0.05
SENTENCES = 8
"""So many sentences of a description are learned at most."""
PART = 0.3
"""What nearness to the label and to the description counts beside that to the closest name."""
PRIOR, LEAST, WARMTH = 0.03, 1e-3, 0.15
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Kinds:
    """Texts that are told apart by the kind they belong to.

    Attributes:
        names: for each kind its names, the chief one first.
        descriptions: for each kind a description, or "".
    """

    names: list[list[str]]
    descriptions: list[str]

    def texts(self) -> dict[str, set[int]]:
        """Return every name, description and sentence with the kinds it belongs to."""
        owners: dict[str, set[int]] = defaultdict(set)
        for kind, (names, description) in enumerate(zip(self.names, self.descriptions, strict=True)):
            sentences = [text for text in _SENTENCE_END.split(description) if len(text) > 20][:SENTENCES]
            for text in (*names, *sentences, *([self.whole(kind)] if description else [])):
                owners[text].add(kind)
        return owners

    def whole(self, kind: int) -> str:
        """Return the chief name of a kind with its description."""
        return f"{self.names[kind][0]}. {self.descriptions[kind]}"


class Embedded:
    """Encoded texts, each encoded once."""

    def __init__(self, encoder: Encoder, texts: set[str], cache: Path | None = None) -> None:
        """Encode `texts`, or read them from a file that an earlier run left; what that lacks is encoded and added."""
        known: dict[str, np.ndarray] = {}
        if cache and cache.exists():
            with np.load(cache, allow_pickle=False) as kept:
                known = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
        lacking = sorted(texts - known.keys())
        known.update(zip(lacking, encoder.encode(lacking).astype(np.float16), strict=True))
        if cache and lacking:
            np.savez(cache, texts=np.array(list(known)), vectors=np.array(list(known.values())))
        self.texts = sorted(texts)
        self.at = {text: place for place, text in enumerate(self.texts)}
        self.vectors = np.array([known[text] for text in self.texts], np.float32)

    def places(self, texts: list[str]) -> list[int]:
        """Return the rows of `vectors` that hold these texts."""
        return [self.at[text] for text in texts]


class Teacher:
    """Scores titles for occupations."""

    def __init__(self, embedded: Embedded, occupations: Kinds, groups: Kinds, onet: Kinds) -> None:
        """Learn from the names and descriptions of occupations, the Handbook's groups and O*NET."""
        self._embedded = embedded
        bent, (proxies, self._group_proxies, self._onet_proxies) = train(embedded, [occupations, groups, onet])
        self._bent = bent
        self._both = np.hstack([embedded.vectors, bent])
        rows, owners = [], []
        for kind, names in enumerate(occupations.names):
            unique = sorted(set(names))
            rows += embedded.places(unique)
            owners += [kind] * len(unique)
        self._names = self._both[rows].T.copy()
        self._starts = np.r_[0, np.flatnonzero(np.diff(owners)) + 1]
        count = len(occupations.names)
        labels = self._both[embedded.places([names[0] for names in occupations.names])]
        wholes = self._both[embedded.places([occupations.whole(kind) for kind in range(count)])]
        self._whole = PART * (labels + wholes)
        self._whole[:, SIZE:] += proxies
        self._groups = self._led_to(groups.names)
        self._onet = self._led_to([[names[0], onet.whole(kind)] for kind, names in enumerate(onet.names)])

    def _near(self, places: list[int]) -> np.ndarray:
        both = self._both[places]
        return np.maximum.reduceat(both @ self._names, self._starts, axis=1) + both @ self._whole.T

    def _led_to(self, texts: list[list[str]]) -> np.ndarray:
        """Return for each kind of another classification the occupations that its texts lead to, as shares."""
        return np.array([softmax(self._near(self._embedded.places(of_kind)), WARMTH).mean(0) for of_kind in texts])

    def scores(self, texts: list[str]) -> np.ndarray:
        """Return the scores of encoded texts (texts, occupations), float32."""
        places = self._embedded.places(texts)
        total = self._near(places)
        for proxies, led in ((self._group_proxies, self._groups), (self._onet_proxies, self._onet)):
            total += PRIOR * np.log(LEAST + softmax(self._bent[places] @ proxies.T, 1 / SHARPNESS) @ led)
        return total


def softmax(scores: np.ndarray, warmth: float) -> np.ndarray:
    """Return each row as probabilities."""
    raised = np.exp((scores - scores.max(1, keepdims=True)) / warmth)
    return raised / raised.sum(1, keepdims=True)


def train(embedded: Embedded, sets: list[Kinds]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Train the network and the vectors of the kinds.

    Returns:
        Every encoded text bent, and for each of the sets an array (kinds, 384); all rows are of length 1.
    """
    torch.manual_seed(0)
    chance = random.Random(0)  # noqa: S311 chance for an order, not for secrets
    vectors = torch.from_numpy(embedded.vectors)
    wide, narrow = torch.nn.Linear(SIZE, HIDDEN), torch.nn.Linear(HIDDEN, SIZE)
    torch.nn.init.zeros_(narrow.weight)
    torch.nn.init.zeros_(narrow.bias)

    def bend(rows: torch.Tensor) -> torch.Tensor:
        return functional.normalize(rows + narrow(functional.gelu(wide(rows))), dim=1)

    examples = [
        [(embedded.at[text], tuple(sorted(owners))) for text, owners in sorted(kinds.texts().items())] for kinds in sets
    ]
    proxies = []
    for kinds, of_set in zip(sets, examples, strict=True):
        sums = torch.zeros(len(kinds.names), SIZE)
        for place, owners in of_set:
            sums[list(owners)] += vectors[place]
        proxies.append(torch.nn.Parameter(functional.normalize(sums, dim=1)))
    network = [*wide.parameters(), *narrow.parameters()]
    optimiser = torch.optim.AdamW([{"params": network, "lr": RATE}, {"params": proxies, "lr": PROXY_RATE}])
    plan = [batch for _ in range(EPOCHS) for batch in _epoch(examples, chance)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / len(plan))
    for of, batch in plan:
        rows = vectors[[place for place, _ in batch]]
        bent = bend(rows + BLUR * torch.randn_like(rows))
        cosines = bent @ functional.normalize(proxies[of], dim=1).T
        wanted = torch.zeros_like(cosines)
        for row, (_, owners) in enumerate(batch):
            wanted[row, list(owners)] = 1 / len(owners)
        loss = functional.cross_entropy(SHARPNESS * cosines, wanted, label_smoothing=SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    with torch.no_grad():
        bent = torch.vstack([bend(part) for part in vectors.split(8192)]).numpy()
        return bent, [functional.normalize(each, dim=1).numpy() for each in proxies]


def _epoch(
    examples: list[list[tuple[int, tuple[int, ...]]]], chance: random.Random
) -> list[tuple[int, list[tuple[int, tuple[int, ...]]]]]:
    """Return the batches of one epoch, each of one set, in an order of chance."""
    batches = []
    for of, of_set in enumerate(examples):
        shuffled = chance.sample(of_set, len(of_set))
        batches += [(of, shuffled[start : start + AT_ONCE]) for start in range(0, len(shuffled), AT_ONCE)]
    chance.shuffle(batches)
    return batches
