"""Scores predictions on the annotated texts that are part of this repository.

The same rule as the public benchmark's scorer: a tag stands on an annotated phrase when the two share at least half of
the words of the shorter one; each phrase credits one tag and each tag one phrase.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from skills.engines.base import FoundSkill, Span
from skills.engines.embedded.importance import weigher_of

_WORD = re.compile(r"\w+")

Range = tuple[int, int]
FOLDER = Path(__file__).resolve().parent


class Score(NamedTuple):
    """How well tags fit annotated phrases.

    Attributes:
        precision: share of the tags that are right.
        recall: share of the phrases that are tagged.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if any(self) else 0.0


class Scores(NamedTuple):
    """Scores of one set of texts.

    Attributes:
        spans: of the places, whichever skill they were given.
        links: of the skills, on those phrases that are annotated with one.
    """

    spans: Score
    links: Score


def own_texts() -> dict[str, list[dict[str, Any]]]:
    """Return the annotated texts by set, whose name tells the language: {"text", "spans": [{"start", "end",
    "lightcast": [{"id"}]}]} each."""
    demonstration = _read(FOLDER / "demonstration_gold.jsonl")
    return {
        "demonstration, English": [text for text in demonstration if text["language"] == "en"],
        "demonstration, French": [text for text in demonstration if text["language"] == "fr"],
        "English, further fields": _read(FOLDER / "english_fields_gold.jsonl"),
        "French paragraphs": _read(FOLDER / "french_gold.jsonl"),
        "French, further fields": _read(FOLDER / "french_fields_gold.jsonl"),
    }


def weighed_texts() -> dict[str, list[dict[str, Any]]]:
    """Return the texts with tags whose importance people judged, by set: {"text", "tags": [{"start", "end", "text",
    "importance"}]} each."""
    texts = {text["id"]: text for group in own_texts().values() for text in group if "id" in text}
    sets: dict[str, list[dict[str, Any]]] = {"demonstration": [], "French paragraphs": [], "difficult sentences": []}
    for line in _read(FOLDER / "importance_gold.jsonl"):
        known = texts.get(line["id"])
        if known is None:
            sets["difficult sentences"].append(line)
        else:
            name = "demonstration" if known["source"].startswith("demonstration") else "French paragraphs"
            sets[name].append({**line, "text": known["text"]})
    return sets


def share_weighed_right(texts: Sequence[Mapping[str, Any]]) -> float:
    """Return the share of the judged tags of some texts that the embedded engine finds as important as people do."""
    right = []
    for text in texts:
        weigh = weigher_of(text["text"])
        right += [weigh([Span(tag["start"], tag["end"])]) == tag["importance"] for tag in text["tags"]]
    return sum(right) / len(right)


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score(texts: Sequence[Mapping[str, Any]], answers: Iterable[Sequence[FoundSkill]]) -> Scores:
    """Score an engine's answers, one for each of the annotated texts."""
    hits = tags = phrases = linked = linkable = right = judged = 0
    for text, found in zip(texts, answers, strict=True):
        range_of = _ranges(text["text"])
        gold = [range_of(span["start"], span["end"]) for span in text["spans"]]
        accepted = [{entry["id"] for entry in span.get("lightcast", ())} for span in text["spans"]]
        placed = [(range_of(place.start, place.end), skill.lightcast_id) for skill in found for place in skill.spans]
        touching = [[number for number, phrase in enumerate(gold) if _match(place, phrase)] for place, _ in placed]
        hits += _most_pairs(touching)
        tags += len(placed)
        phrases += len(gold)
        for number, ids in enumerate(accepted):
            if ids:
                linkable += 1
                linked += any(
                    number in near and skill in ids for near, (_, skill) in zip(touching, placed, strict=True)
                )
        for near, (_, skill) in zip(touching, placed, strict=True):
            ids = set().union(*(accepted[number] for number in near))
            judged += bool(ids)
            right += skill in ids
    return Scores(
        Score(hits / tags if tags else 0.0, hits / phrases if phrases else 0.0),
        Score(right / judged if judged else 0.0, linked / linkable if linkable else 0.0),
    )


def rightness(text: Mapping[str, Any], found: Iterable[FoundSkill]) -> Iterator[tuple[float, bool]]:
    """Yield for each place of the skills that were found in an annotated text its confidence, and whether it is right.

    Right is what stands on any annotated phrase.
    """
    range_of = _ranges(text["text"])
    gold = [range_of(span["start"], span["end"]) for span in text["spans"]]
    for skill in found:
        for place in skill.spans:
            here = range_of(place.start, place.end)
            yield skill.confidence, any(_match(here, phrase) for phrase in gold)


def _ranges(text: str) -> Callable[[int, int], Range]:
    """Return what turns a place of `text` in characters into one in words."""
    words = list(_WORD.finditer(text))
    starts, ends = [word.start() for word in words], [word.end() for word in words]
    return lambda start, end: (bisect_right(ends, start), bisect_left(starts, end))


def _match(one: Range, other: Range) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0])


def _most_pairs(touching: Sequence[Sequence[int]]) -> int:
    """Return how many tags can be paired with a phrase that they touch, no phrase twice."""
    pairs: dict[int, int] = {}

    def place(tag: int, tried: set[int]) -> bool:
        for phrase in touching[tag]:
            if phrase not in tried:
                tried.add(phrase)
                if phrase not in pairs or place(pairs[phrase], tried):
                    pairs[phrase] = tag
                    return True
        return False

    return sum(place(tag, set()) for tag in range(len(touching)))
