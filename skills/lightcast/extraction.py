"""Extraction of a text of any length: split within Lightcast's limit, sent, merged, with spans of our text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skills.engines.base import Span
from skills.lightcast.alignment import Alignment
from skills.lightcast.client import LightcastClient
from skills.lightcast.errors import LightcastError
from skills.lightcast.limits import TEXT_BYTES
from skills.lightcast.types import Skill, SkillsFound

# Where a text may be cut, best first: between paragraphs, lines, sentences, words.
_CUTS = (re.compile(r"\n[^\S\n]*\n\s*"), re.compile(r"\n\s*"), re.compile(r"[.!?;:]\s+"), re.compile(r"\s+"))


@dataclass(frozen=True, slots=True)
class LocatedSkill:
    """A skill with its highest confidence and every verified place in the text, in reading order."""

    skill: Skill
    confidence: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class LongExtraction:
    """The merged answer for one text.

    Attributes:
        skills: each skill once, best confidence first.
        calls: attempts made.
        dropped: places that Lightcast named and that could not be found again in the text.
    """

    skills: tuple[LocatedSkill, ...]
    calls: int
    dropped: int


def pieces(text: str, most: int = TEXT_BYTES) -> list[Span]:
    """Split `text` into stretches of at most `most` UTF-8 bytes, at paragraph ends where possible.

    Nothing is lost between the stretches; stretches of white space alone are left out, because a call for them would
    be wasted.

    Args:
        text: the text.
        most: bytes of a stretch, at least 4 so that any character fits.
    """
    found = []
    start = 0
    while start < len(text):
        end = _cut(text, start, most)
        if text[start:end].strip():
            found.append(Span(start, end))
        start = end
    return found


def calls_needed(text: str) -> int:
    """Return how many calls the extraction of `text` costs when none has to be repeated."""
    return len(pieces(text))


def extract_located(
    client: LightcastClient, text: str, *, version: str | None = None, language: str = "en"
) -> LongExtraction:
    """Extract from a text of any length.

    Args:
        client: the client.
        text: the text; an empty one costs nothing.
        version: the taxonomy version; the client's own when not given.
        language: "en", "fr" or "es".

    Raises:
        LightcastError: when a piece could not be extracted; `calls` counts all pieces' attempts.
    """
    merged: dict[str, tuple[Skill, float, set[Span]]] = {}
    calls = dropped = 0
    for piece in pieces(text):
        words = text[piece.start : piece.end]
        try:
            found = client.extract_with_trace(words, version, language=language)
        except LightcastError as error:
            error.calls += calls
            raise
        calls += found.calls
        for one in found.skills:
            skill, confidence, spans = merged.get(one.skill.id, (one.skill, 0.0, set()))
            merged[one.skill.id] = (skill, max(confidence, one.confidence), spans)
        for skill_id, span in _places(found, words):
            if span is None:
                dropped += 1
            elif skill_id in merged:
                merged[skill_id][2].add(Span(piece.start + span.start, piece.start + span.end))
    located = [
        LocatedSkill(skill, confidence, tuple(sorted(spans, key=lambda one: (one.start, one.end))))
        for skill, confidence, spans in merged.values()
    ]
    return LongExtraction(tuple(sorted(located, key=lambda one: (-one.confidence, one.skill.name))), calls, dropped)


def _places(found: SkillsFound, words: str) -> Iterator[tuple[str, Span | None]]:
    if not found.normalized_text:
        return
    alignment = Alignment(found.normalized_text, words)
    for occurrence in found.trace:
        span = alignment.span(occurrence.surface)
        for one in occurrence.skills:
            yield one.skill.id, span


def _cut(text: str, start: int, most: int) -> int:
    """Return where the stretch that begins at `start` ends."""
    # A character is one byte at least, so more characters than this cannot fit.
    window = text[start : start + most].encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
    end = start + len(window)
    if end >= len(text):
        return len(text)
    for cut in _CUTS:
        # A cut in the first half would make many small stretches, each a call and each without its context.
        ends = [match.end() for match in cut.finditer(text, start + len(window) // 2, end)]
        if ends:
            return ends[-1]
    return max(end, start + 1)
