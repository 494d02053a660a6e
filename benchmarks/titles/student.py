"""Small vectors for title words that say about what the teacher says: the student, as the application ships it.

A title is the sum of the vectors of its words, of its last word as the head, and of its pairs of words, over the square
root of the number of words; its score for an occupation is the product with that one's vector. The vectors begin with
the ridge regression on the principal components of the teacher's scores, and are then trained so that a softmax over
all occupations agrees with the teacher's (distillation, Hinton et al. 2015, arXiv:1503.02531).
"""

from __future__ import annotations

import collections
from itertools import pairwise

import numpy as np
import scipy.sparse as sparse
import torch
from torch.nn import functional

from skills.engines.embedded.titles.abbreviations import title_terms

EPOCHS, AT_ONCE, RATE, WARMTH = 8, 512, 5e-3, 0.06
LEVEL = 3.0
"""What it counts that the scores themselves agree and not their order alone."""
DROPPED = 0.1
SAMPLE = 6000


def features(title: str) -> list[str]:
    """Return the features of a title, as `vectors.TitleVectors.of_title` builds them."""
    words = title_terms(title)
    return [*words, *(">" + word for word in words[-1:]), *map(" ".join, pairwise(words))]


def matrix_of(titles: list[str]) -> tuple[list[str], sparse.csr_matrix]:
    """Return the features that come often enough, and the titles as rows of their weights."""
    found = [features(title) for title in titles]
    counts = collections.Counter(feature for row in found for feature in set(row))
    vocabulary = sorted(feature for feature, count in counts.items() if count >= (5 if " " in feature else 2))
    at = {feature: place for place, feature in enumerate(vocabulary)}
    entries = [
        (row, at[feature], 1 / np.sqrt(max(1, len(title_terms(titles[row])))))
        for row, line in enumerate(found)
        for feature in line
        if feature in at
    ]
    rows, columns, values = zip(*entries, strict=True)
    return vocabulary, sparse.csr_matrix((values, (rows, columns)), (len(found), len(vocabulary)), dtype=np.float32)


def distil(matrix: sparse.csr_matrix, scores: np.ndarray, dimensions: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Make vectors of features and of occupations whose products come near the teacher's scores.

    Args:
        matrix: the titles (titles, features).
        scores: the teacher's scores (titles, occupations).
        dimensions: how many numbers a vector has.

    Returns:
        Vectors of the features, vectors of the occupations, and the scores' means by occupation.
    """
    chosen = np.sort(np.random.default_rng(0).choice(len(scores), SAMPLE, replace=False))
    sample = scores[chosen].astype(np.float32)
    mean = sample.mean(0)
    _, directions = np.linalg.eigh((sample - mean).T @ (sample - mean))
    basis = directions[:, ::-1][:, :dimensions]
    targets = np.vstack([(part - mean) @ basis for part in np.array_split(scores, 40)])
    start = ridge(matrix, targets.astype(np.float32), 1.0)
    return trained(matrix, scores, start, basis.astype(np.float32), mean)


def ridge(matrix: sparse.csr_matrix, targets: np.ndarray, penalty: float, rounds: int = 30) -> np.ndarray:
    """Solve (X'X + penalty) W = X'Y by conjugate gradients, all columns at once."""
    residual = matrix.T @ targets
    weights = np.zeros_like(residual)
    direction, squares = residual.copy(), (residual * residual).sum(0)
    for _ in range(rounds):
        image = matrix.T @ (matrix @ direction) + penalty * direction
        step = squares / ((direction * image).sum(0) + 1e-12)
        weights += step * direction
        residual -= step * image
        after = (residual * residual).sum(0)
        direction, squares = residual + after / (squares + 1e-12) * direction, after
    return weights


def trained(
    matrix: sparse.csr_matrix, scores: np.ndarray, start: np.ndarray, basis: np.ndarray, mean: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the vectors of features and occupations, and the means, after training."""
    torch.manual_seed(0)
    words = torch.nn.Parameter(torch.from_numpy(start))
    occupations = torch.nn.Parameter(torch.from_numpy(basis.copy()))
    means = torch.nn.Parameter(torch.from_numpy(mean.copy()))
    optimiser = torch.optim.Adam(
        [{"params": [words], "lr": RATE}, {"params": [occupations, means], "lr": RATE / 10}], betas=(0.9, 0.99)
    )
    steps = EPOCHS * -(-len(scores) // AT_ONCE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    order = torch.Generator().manual_seed(0)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(scores), generator=order).split(AT_ONCE):
            rows = matrix[batch.numpy()]
            kept = functional.dropout(torch.from_numpy(rows.data), DROPPED)
            titles = functional.embedding_bag(
                torch.from_numpy(rows.indices.astype(np.int64)),
                words,
                torch.from_numpy(rows.indptr[:-1].astype(np.int64)),
                mode="sum",
                per_sample_weights=kept,
            )
            guessed = titles @ occupations.T + means
            wanted = torch.from_numpy(scores[batch.numpy()].astype(np.float32))
            loss = functional.kl_div(
                functional.log_softmax(guessed / WARMTH, 1),
                functional.softmax(wanted / WARMTH, 1),
                reduction="batchmean",
            )
            loss = loss + LEVEL * functional.mse_loss(guessed, wanted)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return words.detach().numpy(), occupations.detach().numpy(), means.detach().numpy()
