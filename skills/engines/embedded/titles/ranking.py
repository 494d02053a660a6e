"""Ranking occupations for the words of a title: words in common, nearness of meaning, and titles known by heart."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from skills.engines.embedded.titles.abbreviations import expand, title_terms
from skills.engines.embedded.titles.french import french_terms, looks_french, masculine_form
from skills.engines.embedded.titles.index import PhraseIndex
from skills.engines.embedded.titles.parts import GENERAL_JOBS, names_job
from skills.engines.embedded.titles.patterns import NO_JOB
from skills.engines.embedded.titles.spelling import Spelling
from skills.engines.embedded.titles.taxonomy import Occupation
from skills.engines.embedded.titles.vectors import TitleVectors
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
POOL = 60
"""So many occupations are looked at for their names, and so many candidates are returned at most."""
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


@dataclass(frozen=True, slots=True)
class Candidate:
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
        self.names: list[str] = []
        self._owners: list[int] = []
        worths: list[float] = []
        by_label = {occupation.label: at for at, occupation in enumerate(occupations)}
        for at, occupation in enumerate(occupations):
            for name in dict.fromkeys((occupation.label, occupation.display, *occupation.alternatives)):
                self._add(name, at)
                worths.append(1.0 if name == occupation.label else OTHER_NAME)
        self._meant: dict[frozenset[str], dict[int, float]] = {}
        for title, labels in common_titles.items():
            meant = self._meant.setdefault(frozenset(title_terms(title)), {})
            for choice, label in enumerate(labels):
                if label in by_label:
                    self._add(title, by_label[label])
                    worths.append(LATER_CHOICE**choice)
                    meant.setdefault(by_label[label], 1 / (1 + choice))
        mentions = Counter(label for labels in common_titles.values() for label in labels)
        self._common = [min(1.0, math.log1p(mentions[o.label]) / math.log1p(MANY_MENTIONS)) for o in occupations]
        phrases = [title_terms(name) for name in self.names]
        self._index = PhraseIndex(phrases, worths)
        self._heads: list[set[str]] = [set() for _ in occupations]
        for name, at, phrase in zip(self.names, self._owners, phrases, strict=True):
            self._heads[at].add(head(name, phrase))
        self._named: dict[frozenset[str], set[int]] = {}
        for at, phrase in zip(self._owners, phrases, strict=True):
            self._named.setdefault(frozenset(phrase), set()).add(at)
        self._titled: dict[frozenset[str], set[int]] = {}
        for at, occupation in enumerate(occupations):
            for name in (occupation.label, occupation.display):
                self._titled.setdefault(frozenset(title_terms(name)), set()).add(at)
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
        places = {occupation.id: at for at, occupation in enumerate(occupations)}
        self._place = [places.get(id_, -1) for id_ in vectors.occupation_ids]
        self._vector_at = {at: place for place, at in enumerate(self._place) if at >= 0}

    def _add(self, name: str, at: int) -> None:
        self.names.append(name)
        self._owners.append(at)

    def _knows(self, phrase: str) -> float:
        """Return how closely a phrase agrees with any name of an occupation, 0 to 1; less where it has to be mended."""
        words = self._terms(phrase)
        english = max(self._index.compare(dict.fromkeys(words, 1.0)).values(), default=0.0)
        if words != title_terms(phrase)[:MOST_TERMS]:
            english *= MENDED
        if not looks_french(phrase):
            return english
        return max(english, *self._french.compare(dict.fromkeys(french_terms(phrase), 1.0)).values(), 0.0)

    def is_name(self, phrase: str) -> bool:
        """Return whether a phrase is, word for word, a name of an occupation."""
        return frozenset(title_terms(phrase)) in self._named

    def kin(self, at: int, other: int) -> bool:
        """Return whether two occupations are the same or so alike that one title may mean either."""
        if at == other:
            return True
        place, others_place = self._vector_at.get(at), self._vector_at.get(other)
        if place is None or others_place is None:
            return False
        return self._vectors.likeness(place, others_place) >= KIN

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
        names, seconds = self._agreements(weights)
        pool = set(heapq.nlargest(POOL, names, key=lambda at: names[at][0]))
        telling = [word for word in words if word not in SCOPE_WORDS]
        told_by_text = bool(text) and fold(core).strip() in GENERAL_JOBS
        hint = self._hint(text, general=told_by_text) if text else None
        nearness = self._nearness(telling or words, tail_words, pool, hint)
        noun, whole = head(core, words), frozenset(words)
        named, titled = self._named.get(whole, ()), self._titled.get(whole, ())
        meant = {} if told_by_text else self._meant.get(whole, {})
        scored = []
        for at in pool | nearness.keys():
            agreement, name = names.get(at, (0.0, -1))
            features = (
                nearness.get(at, 0.0) / FULL_NEARNESS,
                agreement,
                seconds.get(at, 0.0),
                float(at in named),
                float(at in titled),
                float(noun in self._heads[at]),
                self._common[at],
                meant.get(at, 0.0),
            )
            scored.append((-sum(map(mul, WEIGHTS, features)), at, features, name))
        best = heapq.nsmallest(POOL, scored)
        return [Candidate(at, -score, Features(*features), name) for score, at, features, name in best]

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

    def _agreements(self, weights: dict[str, float]) -> tuple[dict[int, tuple[float, int]], dict[int, float]]:
        """Return each occupation's closest agreement with the place of that name, and the next best agreement."""
        names: dict[int, tuple[float, int]] = {}
        seconds: dict[int, float] = {}
        owners = self._owners
        for position, agreement in self._index.compare(weights, LEAST_AGREEMENT).items():
            at = owners[position]
            best = names.get(at)
            if best is None:
                names[at] = (agreement, position)
            elif agreement > best[0]:
                names[at], seconds[at] = (agreement, position), best[0]
            elif agreement > seconds.get(at, 0.0):
                seconds[at] = agreement
        return names, seconds

    def _hint(self, text: str, *, general: bool) -> list[float] | None:
        """Return the vector of the most telling words of a job's text, weighted for a general or a telling title."""
        counts = Counter(term for term in title_terms(text[:TEXT_CHARACTERS]) if len(term) > 2 and term in self._index)
        telling = sorted(counts, key=lambda term: (-math.log1p(counts[term]) * self._index.weight(term), term))
        vector = self._vectors.of_title(telling[:TEXT_TERMS])
        weight = TEXT_WEIGHT_GENERAL if general else TEXT_WEIGHT
        return vector and [weight * number for number in vector]

    def _nearness(
        self,
        words: Sequence[str],
        tail_words: Sequence[str],
        pool: Iterable[int],
        hint: Sequence[float] | None,
    ) -> dict[int, float]:
        vector = self._vectors.of_title(words)
        if vector is None:
            return {}
        if tail_words and (tail := self._vectors.of_title(tail_words)) is not None:
            vector = [number + TAIL_WEIGHT * other for number, other in zip(vector, tail, strict=True)]
        if hint is not None:
            vector = [number + other for number, other in zip(vector, hint, strict=True)]
        places = {self._vector_at[at] for at in pool if at in self._vector_at}
        places.update(place for place in self._vectors.near(vector) if self._place[place] >= 0)
        near = self._vectors.nearness(vector, places)
        return {self._place[place]: value for place, value in near.items()}

    def _rank_french(self, core: str) -> list[Candidate]:
        """Rank a French title: what the table of French titles says, then what is near to its best answer."""
        words = french_terms(core)[:MOST_TERMS]
        words = [word if word in self._french else self._french_spelling.nearest(word) for word in words]
        best: dict[int, float] = {}
        for position, agreement in self._french.compare(dict.fromkeys(words, 1.0)).items():
            at = self._french_owners[position]
            best[at] = max(best.get(at, 0.0), agreement)
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:POOL]
        if not ranked or ranked[0][1] < FRENCH_LEAST:
            return []
        candidates = [Candidate(at, agreement, _alike(agreement, self._common[at]), -1) for at, agreement in ranked]
        seen = {at for at, _ in ranked}
        near = self.rank_english(self._labels_of[ranked[0][0]])
        candidates += [
            replace(candidate, score=candidate.score * FRENCH_LEAST * ranked[0][1])
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


def head(name: str, words: Sequence[str]) -> str:
    """Return the head noun of a name given with its terms: the last, or the last before "of" and the like."""
    before = _BEFORE.split(name.strip(), maxsplit=1)[0]
    if before != name.strip():
        words = title_terms(before) or words
    return words[-1] if words else ""


def _alike(agreement: float, common: float) -> Features:
    """Return the features of an occupation known only by how closely a French title agrees with it."""
    return Features(agreement, agreement, 0.0, float(agreement >= EXACT), 0.0, 1.0, common, 0.0)
