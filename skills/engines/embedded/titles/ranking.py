"""Ranking occupations for the words of a title: words in common, nearness of meaning, and titles known by heart."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skills.engines.embedded.titles.abbreviations import expand, title_terms
from skills.engines.embedded.titles.french import french_terms, looks_french, masculine_form
from skills.engines.embedded.titles.index import PhraseIndex
from skills.engines.embedded.titles.parts import GENERAL_JOBS, names_job
from skills.engines.embedded.titles.patterns import NO_JOB
from skills.engines.embedded.titles.spelling import Spelling
from skills.engines.embedded.titles.taxonomy import Occupation
from skills.engines.embedded.titles.vectors import TitleVectors, Vector
from skills.engines.embedded.titles.words import STOP_WORDS, canonical, fold, split

MOST_TERMS = 14
TAIL_WEIGHT = 0.15
"""How much words beside the core count; enough to choose among "Project manager - IT", too little to mislead."""
OTHER_NAME = 0.98
"""What agreement with another name of an occupation counts beside one with its preferred label."""
LATER_CHOICE = 0.93
"""A common title that stands for several occupations counts this much less for each further one."""
TEXT_WEIGHT, TEXT_WEIGHT_GENERAL = 0.12, 2.0
"""How much the job's own text counts beside a telling title, and beside one such as "Consultant" that is not."""
TEXT_CHARACTERS, TEXT_TERMS = 6_000, 30
MOST_CANDIDATES = 60
LEAST_AGREEMENT = 0.2
"""Names that agree less with a title are passed over."""

FULL_NEARNESS = 1.5
FRENCH_LEAST = 0.5
"""A French title that agrees less with any known one is read as English."""
SHOWN_IN_FRENCH = 0.98
"""What agreement with the French title that people are shown counts beside one with the table of French titles."""
EXACT = 0.97
MANY_MENTIONS = 30


class Features(NamedTuple):
    """What speaks for one occupation; each about 0 to 1.

    Attributes:
        nearness: nearness of meaning.
        names: closest agreement with any of its names.
        second: agreement with the name that agrees next best.
        exact: 1 when the title is one of its names.
        titled: 1 when the title is its preferred label or the one that people are shown.
        head: 1 when one of its names has the title's head noun.
        common: how many titles of the table of common titles stand for it.
        meant: 1 when the title stands in that table for it, a half when for it in the second place, and so on.
    """

    nearness: float
    names: float
    second: float
    exact: float
    titled: float
    head: float
    common: float
    meant: float


WEIGHTS = Features(0.702, 0.21, 0.045, 0.08, 0.13, 0.03, 0.09, 0.4)
"""Fitted by `benchmarks/titles/fit_ranking.py`; to be a name of the occupation counts somewhat more than the fit gave
(exact 0.044, titled 0.114), so that words dressed up around a known name cannot outweigh it. What people mean by a
title as a whole (meant) is not fitted: it is to go before names that ESCO gives elsewhere."""
WARMTH = 0.05
"""Scores over this are log-odds; fitted along with the weights."""
MENDED = 0.9
"""What it counts that a phrase is known once slips of the pen in it are mended."""
LIKELY_JOB = 0.7
"""A tail that looks so much like a job is one of its own."""
HEADS_OF_FIELDS = (
    (("chief",), ("officer",)),
    (("executive", "vice", "president"), ()),
    (("senior", "vice", "president"), ()),
    (("vice", "president"), ()),
    ((), ("vice", "president")),
    (("executive", "director"), ()),
    (("director",), ()),
    (("head",), ()),
    ((), ("director",)),
)
"""What stands before and after a field in the titles of those who head it."""
KIN = 0.55
"""Occupations whose vectors are at least so alike are kin: a title that fits one may well fit the other."""

SCOPE_WEIGHT = 0.4
SCOPE_WORDS = frozenset(
    {"professional", "certified", "licensed", "license", "qualified", "skilled", "experienced", "dynamic", "motivated"}
    | {
        "global",
        "regional",
        "national",
        "group",
        "corporate",
        "international",
        "local",
        "area",
        "district",
        "territory",
    }
    | {"overseas", "junior", "senior", "trainee", "graduate", "apprentice", "intern", "level", "team", "member"}
)
"""Words that tell where or how somebody works rather than at what; they count less."""


class Candidate(NamedTuple):
    """One occupation that may fit a title.

    Attributes:
        at: its place in the taxonomy.
        score: the ranking score, about 0 to 1.
        features: what the score rests on.
        name: place of the name that agreed best, or -1.
    """

    at: int
    score: float
    features: Features
    name: int


class Ranker:
    """Ranks the occupations of one taxonomy."""

    def __init__(
        self,
        occupations: Sequence[Occupation],
        *,
        common_titles: Mapping[str, Sequence[str]],
        french_titles: Mapping[str, Sequence[str]],
        vectors: TitleVectors,
    ) -> None:
        """Build the indexes.

        Args:
            occupations: the taxonomy.
            common_titles: English titles in use, with the labels they stand for, the likeliest first.
            french_titles: the same in French.
            vectors: nearness of meaning.
        """
        by_label = {occupation.label: at for at, occupation in enumerate(occupations)}
        self._meant: dict[frozenset[str], dict[int, float]] = {}
        in_use: list[list[tuple[str, float]]] = [[] for _ in occupations]
        for title, labels in common_titles.items():
            meant = self._meant.setdefault(frozenset(title_terms(title)), {})
            for choice, label in enumerate(labels):
                if label in by_label:
                    in_use[by_label[label]].append((title, LATER_CHOICE**choice))
                    meant.setdefault(by_label[label], 1 / (1 + choice))
        named = [
            (name, at, worth)
            for at, occupation in enumerate(occupations)
            for name, worth in (*_names(occupation), *in_use[at])
        ]
        self.names = [name for name, _, _ in named]
        self._owners = np.array([at for _, at, _ in named], dtype=np.intp)
        phrases = [title_terms(name) for name in self.names]
        self._index = PhraseIndex(phrases, [worth for _, _, worth in named])
        mentions = np.array([len(titles) for titles in in_use])
        self._common = np.minimum(1.0, np.log1p(mentions) / math.log1p(MANY_MENTIONS))
        self._headed: defaultdict[str, set[int]] = defaultdict(set)
        self._named: defaultdict[frozenset[str], set[int]] = defaultdict(set)
        self._titled: defaultdict[frozenset[str], set[int]] = defaultdict(set)
        for (name, at, _), phrase in zip(named, phrases, strict=True):
            self._headed[head(name, phrase)].add(at)
            self._named[frozenset(phrase)].add(at)
            if name in (occupations[at].label, occupations[at].display):
                self._titled[frozenset(phrase)].add(at)
        self._spelling = Spelling(word for name in self.names for word in split(name))
        pairs = [
            (title, by_label[label], LATER_CHOICE**choice)
            for title, labels in french_titles.items()
            for choice, label in enumerate(labels)
            if label in by_label
        ]
        pairs += [(masculine_form(o.french), at, SHOWN_IN_FRENCH) for at, o in enumerate(occupations) if o.french]
        self._french = PhraseIndex([french_terms(title) for title, _, _ in pairs], [worth for _, _, worth in pairs])
        self._french_owners = [at for _, at, _ in pairs]
        self._french_spelling = Spelling(term for title, _, _ in pairs for term in french_terms(title))
        self.knows = lru_cache(maxsize=10_000)(self._knows)
        self._labels_of = [occupation.label for occupation in occupations]
        self._vectors = vectors
        self._places = vectors.places(occupation.id for occupation in occupations)

    def _knows(self, phrase: str) -> float:
        """Return how closely a phrase agrees with any name of an occupation, 0 to 1; less where it has to be mended."""
        words = self._terms(phrase)
        english = self._index.closest(words)
        if words != title_terms(phrase)[:MOST_TERMS]:
            english *= MENDED
        return max(english, self._french.closest(french_terms(phrase))) if looks_french(phrase) else english

    def is_name(self, phrase: str) -> bool:
        """Return whether a phrase is, word for word, a name of an occupation."""
        return frozenset(title_terms(phrase)) in self._named

    def kin(self, occupations: Sequence[int]) -> list[list[bool]]:
        """Return which two of the given occupations are the same or so alike that one title may mean either."""
        alike = self._vectors.likeness(self._places[list(occupations)]) >= KIN
        np.fill_diagonal(alike, val=True)
        kin: list[list[bool]] = alike.tolist()
        return kin

    def known_share(self, phrase: str) -> float:
        """Return which share of the words of a phrase any name holds, as it is written, 0 to 1."""
        french = looks_french(phrase)
        words = french_terms(phrase) if french else title_terms(phrase)
        index = self._french if french else self._index
        return sum(word in index for word in words) / len(words) if words else 0.0

    def rank(self, core: str, tails: Iterable[str] = (), text: str = "") -> list[Candidate]:
        """Rank the occupations for the words that name a job.

        Args:
            core: the words that name the job.
            tails: other phrases of the title, which count a little.
            text: the job's own text, as a hint.

        Returns:
            Candidates, best first.
        """
        if looks_french(core) and (candidates := self._rank_french(core)):
            return candidates
        return self.rank_english(core, tails, text)

    def rank_english(self, core: str, tails: Iterable[str] = (), text: str = "") -> list[Candidate]:
        """Rank the occupations for English words, as `rank` does."""
        core, tails = self._without_surroundings(core, tails)
        words = self._terms(core)
        if all(word in SCOPE_WORDS or word in NO_JOB for word in words):
            return []
        tail_words = [term for tail in tails for term in title_terms(tail) if term in self._index][:MOST_TERMS]
        words = self._as_headed(self._completed(self._telling(words), tails))
        weights = dict.fromkeys(tail_words, TAIL_WEIGHT)
        weights.update((word, SCOPE_WEIGHT if word in SCOPE_WORDS else 1.0) for word in words)
        closest, second, names = self._agreements(weights)
        telling = [word for word in words if word not in SCOPE_WORDS]
        told_by_text = bool(text) and fold(core).strip() in GENERAL_JOBS
        hint = self._hint(text, general=told_by_text) if text else None
        nearness = self._nearness(telling or words, tail_words, hint)
        whole = frozenset(words)
        meant = {} if told_by_text else self._meant.get(whole, {})
        features = np.stack(  # in the order of `Features`
            [
                nearness / FULL_NEARNESS,
                closest,
                second,
                self._marked(self._named.get(whole, ())),
                self._marked(self._titled.get(whole, ())),
                self._marked(self._headed.get(head(core, words), ())),
                self._common,
                self._marked(meant, list(meant.values())),
            ]
        )
        scores = np.array(WEIGHTS) @ features
        best = _highest(np.where((closest > 0) | (nearness > 0), scores, 0.0))
        found = zip(
            best.tolist(), scores[best].tolist(), features[:, best].T.tolist(), names[best].tolist(), strict=True
        )
        return [Candidate(at, score, Features(*row), name) for at, score, row, name in found]

    def _marked(self, places: Iterable[int], marks: float | list[float] = 1.0) -> Vector:
        """Return 0 for every occupation but those at the given places, which are marked."""
        marked = np.zeros(len(self._labels_of))
        marked[list(places)] = marks
        return marked

    def _without_surroundings(self, core: str, tails: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """Return a core without where or for whom ("Security officer at events in Guelph"), and that as tails."""
        before, *after = _SURROUNDINGS.split(core)
        if not after or len(split(before)) < 2 or not self.is_name(before) or self.is_name(core):
            return core, tuple(tails)
        return before, (*after, *tails)

    def _telling(self, words: list[str]) -> list[str]:
        """Return the words without those of scope where only the rest is a name: "licensed electrician"."""
        telling = [word for word in words if word not in SCOPE_WORDS]
        return telling if frozenset(words) not in self._named and frozenset(telling) in self._named else words

    def _completed(self, words: list[str], tails: Iterable[str]) -> list[str]:
        """Return the words with those of a tail that make them another name: "Project manager - IT support"."""
        for tail in tails:
            beside = title_terms(tail)
            if names_job(tail) >= LIKELY_JOB or frozenset(beside) in self._named:
                continue
            for added in (beside, beside[:2], beside[:1], beside[-1:]):
                if added and frozenset(longer := [*added, *words]) in self._named and not set(added) <= set(words):
                    return longer
        return words

    def _as_headed(self, words: list[str]) -> list[str]:
        """Return the words for whoever heads a field ("Chief credit officer") as its manager, where that is known."""
        if frozenset(words) in self._named:
            return words
        for before, after in HEADS_OF_FIELDS:
            field = words[len(before) : len(words) - len(after)]
            if field and words == [*before, *field, *after]:
                for head_noun in ("manager", "director"):
                    if frozenset(headed := [*field, head_noun]) in self._named:
                        return headed
        return words

    def _agreements(self, weights: dict[str, float]) -> tuple[Vector, Vector, NDArray[np.intp]]:
        """Return each occupation's closest and next best agreement, and the place of the closest name or -1."""
        agreements = self._index.agreements(weights)
        places = np.flatnonzero(agreements > LEAST_AGREEMENT)
        values, owners = agreements[places], self._owners[places]
        closest, second = np.zeros(len(self._labels_of)), np.zeros(len(self._labels_of))
        names = np.full(len(self._labels_of), -1)
        if len(places):
            starts = _firsts(owners)
            of = owners[starts]
            closest[of] = np.maximum.reduceat(values, starts)
            best = np.flatnonzero(values == closest[owners])
            best = best[_firsts(owners[best])]
            names[of] = places[best]
            values[best] = 0.0
            second[of] = np.maximum.reduceat(values, starts)
        return closest, second, names

    def _hint(self, text: str, *, general: bool) -> Vector | None:
        """Return the vector of the most telling words of a job's text, weighted for a general or a telling title."""
        counts = Counter(term for term in title_terms(text[:TEXT_CHARACTERS]) if len(term) > 2 and term in self._index)
        telling = sorted(counts, key=lambda term: (-math.log1p(counts[term]) * self._index.weight(term), term))
        vector = self._vectors.of_title(telling[:TEXT_TERMS])
        return None if vector is None else vector * (TEXT_WEIGHT_GENERAL if general else TEXT_WEIGHT)

    def _nearness(self, words: Sequence[str], tail_words: Sequence[str], hint: Vector | None) -> Vector:
        """Return how near in meaning the words, what stands beside them and the text's hint are to each occupation."""
        vector = self._vectors.of_title(words)
        if vector is None:
            return np.zeros(len(self._labels_of))
        if tail_words and (tail := self._vectors.of_title(tail_words)) is not None:
            vector = vector + TAIL_WEIGHT * tail
        return self._vectors.nearness(vector if hint is None else vector + hint)[self._places]

    def _rank_french(self, core: str) -> list[Candidate]:
        """Rank a French title: what the table of French titles says, then what is near to its best answer."""
        words = french_terms(core)[:MOST_TERMS]
        words = [word if word in self._french else self._french_spelling.nearest(word) for word in words]
        best: dict[int, float] = {}
        agreements = self._french.agreements(dict.fromkeys(words, 1.0))
        for place in np.flatnonzero(agreements).tolist():
            at = self._french_owners[place]
            best[at] = max(best.get(at, 0.0), float(agreements[place]))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:MOST_CANDIDATES]
        if not ranked or ranked[0][1] < FRENCH_LEAST:
            return []
        candidates = [Candidate(at, agreement, _alike(agreement, self._common[at]), -1) for at, agreement in ranked]
        seen = {at for at, _ in ranked}
        near = self.rank_english(self._labels_of[ranked[0][0]])
        candidates += [
            Candidate(candidate.at, candidate.score * FRENCH_LEAST * ranked[0][1], candidate.features, candidate.name)
            for candidate in near
            if candidate.at not in seen
        ]
        return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.at))

    def _terms(self, phrase: str) -> list[str]:
        """Return the terms of an English phrase, slips of the pen mended, at most `MOST_TERMS`."""
        words = [
            mended
            for word in self._spelling.joined(split(phrase), self._is_known)
            for mended in ([word] if self._is_known(word) else self._mended(word))
        ]
        return title_terms(" ".join(words))[:MOST_TERMS]

    def _mended(self, word: str) -> list[str]:
        return self._spelling.pieces(word) or [self._spelling.nearest(word)]

    def _is_known(self, word: str) -> bool:
        if word in STOP_WORDS or expand([word]) != [word]:
            return True
        if not word.isalpha():
            return not self._spelling.nearest(word).isalpha()
        seen = all(term in self._index or term in self._vectors for term in canonical(word).split())
        return seen and not self._spelling.is_likely_slip(word)


_SURROUNDINGS = re.compile(r"\s(?:for|in|at|with|within)\s", re.IGNORECASE)
_BEFORE = re.compile(r"\s(?:of|for|in|at|to|with|on|from)\s|,", re.IGNORECASE)


def _names(occupation: Occupation) -> list[tuple[str, float]]:
    """Return the names of an occupation, each once, with what agreement with them counts."""
    names = dict.fromkeys((occupation.label, occupation.display, *occupation.alternatives), OTHER_NAME)
    return list({**names, occupation.label: 1.0}.items())


def _firsts(numbers: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the places where ascending numbers change, the first one included."""
    changes = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=changes[1:])
    return np.flatnonzero(changes)


def _highest(scores: Vector) -> NDArray[np.intp]:
    """Return the places of the highest scores above 0, at most `MOST_CANDIDATES`, the highest first."""
    least = np.partition(scores, -MOST_CANDIDATES)[-MOST_CANDIDATES] if len(scores) > MOST_CANDIDATES else 0.0
    places = np.flatnonzero((scores >= least) & (scores > 0))
    return places[np.argsort(-scores[places], kind="stable")[:MOST_CANDIDATES]]


def head(name: str, words: Sequence[str]) -> str:
    """Return the head noun of a name given with its terms: the last, or the last before "of" and the like."""
    before = _BEFORE.split(name.strip(), maxsplit=1)[0]
    if before != name.strip():
        words = title_terms(before) or words
    return words[-1] if words else ""


def _alike(agreement: float, common: float) -> Features:
    """Return the features of an occupation known only by how closely a French title agrees with it."""
    return Features(agreement, agreement, 0.0, float(agreement >= EXACT), 0.0, 1.0, common, 0.0)
