"""A job's text with the evidence of its skills marked in it, and each mention in its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jobs.sections import split_sections
from skills.models import JobSkill

SENTENCE_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a job's text; a mention of a skill when it has a tag.

    Attributes:
        text: the characters.
        tag: the tag whose evidence it is.
        mention: number of the mention within the tag, from 1.
    """

    text: str
    tag: JobSkill | None = None
    mention: int = 0


@dataclass(frozen=True, slots=True)
class TextSection:
    """A section of a job's text, cut into pieces."""

    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A mention in its sentence: what stands before, the phrase, and what follows."""

    before: str
    phrase: str
    after: str


def quote(text: str, mention: dict[str, Any]) -> Quote:
    """Return the mention in its sentence; an ellipsis stands where a long one was cut."""
    start, end = mention["start"], mention["end"]
    first = max(text.rfind("\n", 0, start) + 1, text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0)
    ends = [place for place in (text.find("\n", end), text.find(". ", end) + 1 or -1) if place >= end]
    last = min(ends, default=len(text))
    before, after = text[first:start].lstrip("- "), text[end:last].rstrip()
    if len(before) > SENTENCE_CHARACTERS:
        before = f"…{before[-SENTENCE_CHARACTERS:]}"
    if len(after) > SENTENCE_CHARACTERS:
        after = f"{after[:SENTENCE_CHARACTERS]}…"
    return Quote(before, text[start:end], after)


def sections(text: str, rows: Sequence[JobSkill]) -> Iterable[TextSection]:
    mentions = _visible_mentions(rows)
    for section in split_sections(text):
        heading_end = section.start
        heading = section.heading.strip()
        if heading:
            line_end = text.find("\n", section.start, section.end)
            line_end = section.end if line_end < 0 else line_end
            if (
                heading in text[section.start : line_end]
                and len(text[section.start : line_end].strip()) <= len(heading) + 6
            ):
                heading_end = line_end
            else:
                heading = ""
        while heading_end < section.end and text[heading_end] == "\n":
            heading_end += 1
        pieces = tuple(_pieces(text, heading_end, section.end, mentions))
        yield TextSection(heading, pieces)


def _visible_mentions(rows: Sequence[JobSkill]) -> list[tuple[int, int, JobSkill, int]]:
    """Return the mentions to mark, in reading order; where two overlap the longer one is marked."""
    mentions = [
        (mention["start"], mention["end"], row, number)
        for row in rows
        for number, mention in enumerate(row.evidence, start=1)
    ]
    mentions.sort(key=lambda one: (one[0], -one[1]))
    visible: list[tuple[int, int, JobSkill, int]] = []
    for mention in mentions:
        if visible and mention[0] < visible[-1][1]:
            if mention[1] - mention[0] > visible[-1][1] - visible[-1][0]:
                visible[-1] = mention
        else:
            visible.append(mention)
    return visible


def _pieces(text: str, start: int, end: int, mentions: Sequence[tuple[int, int, JobSkill, int]]) -> Iterable[Piece]:
    place = start
    for first, last, row, number in mentions:
        if first < place or last > end:
            continue
        if first > place:
            yield Piece(text[place:first])
        yield Piece(text[first:last], row, number)
        place = last
    if place < end:
        yield Piece(text[place:end].rstrip())
