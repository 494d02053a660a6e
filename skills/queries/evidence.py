"""A job's text with the evidence of its skills marked in it, and each mention in its sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from jobs.sections import Section, split_sections
from skills.models import JobSkill

SENTENCE_CHARACTERS = 160
MOST_MARKS = 2000  # of a page: some 300 kB
MOST_QUOTES = 50


class Mention(NamedTuple):
    """One place of a skill in the text; `number` counts within the tag from 1."""

    start: int
    end: int
    tag: JobSkill
    number: int

    @property
    def anchor(self) -> str:
        """Return the id of the element at which it stands."""
        return f"mention-{self.tag.skill.lightcast_id}-{self.number}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a job's text; a mention of a skill when it has a tag.

    Attributes:
        text: the characters.
        mentions: what is mentioned here: the one that is marked first, then those that overlap with it.
        numbers: those of the skills in the list, with commas between them.
    """

    text: str
    mentions: tuple[Mention, ...] = ()
    numbers: str = ""

    @property
    def tag(self) -> JobSkill | None:
        """Return the tag whose mention is marked, None for plain text."""
        return self.mentions[0].tag if self.mentions else None

    @property
    def skills(self) -> frozenset[str]:
        """Return the Lightcast ids of all skills that are mentioned here."""
        return frozenset(mention.tag.skill.lightcast_id for mention in self.mentions)


@dataclass(frozen=True, slots=True)
class TextSection:
    """A section of a job's text, its heading and its body cut into pieces; the heading may be empty."""

    heading: tuple[Piece, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A job's text with the evidence marked.

    Attributes:
        sections: the text in order.
        places: by tag, the numbers of the mentions that can be reached, in reading order.
        at_once: how many mentions of each tag are marked at most.
    """

    sections: tuple[TextSection, ...]
    places: dict[int, tuple[int, ...]]
    at_once: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A mention in its sentence: what stands before, the phrase, and what follows; the heading that it stands under."""

    before: str
    phrase: str
    after: str
    section: str = ""


def quotes(text: str, evidence: Iterable[dict[str, Any]]) -> tuple[Quote, ...]:
    """Return each mention in its sentence."""
    parts = split_sections(text)
    starts = [section.start for section in parts]
    return tuple(
        quote(text, mention, parts[max(0, bisect_right(starts, mention["start"]) - 1)].heading if parts else "")
        for mention in evidence
    )


def quote(text: str, mention: dict[str, Any], section: str = "") -> Quote:
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
    return Quote(before, text[start:end], after, section)


def marked_text(
    text: str,
    tags: Sequence[JobSkill],
    numbers: Mapping[int, int],
    chosen: JobSkill | None = None,
    mention: str = "",
) -> MarkedText:
    """Return `text` with the evidence of `tags` marked.

    Where mentions overlap the longest is marked, and the others can be reached there. Where there are very many, the
    first ones of each tag are marked.

    Args:
        text: the job's text.
        tags: its tags.
        numbers: by tag, its number in the list; none of those that the list leaves out.
        chosen: the tag of which those about `mention` are marked instead of the first.
        mention: the number of one of its mentions.
    """
    shown = [_shown_parts(text, section) for section in split_sections(text)]
    ranges = [part for parts in shown for part in parts]
    by_tag: dict[int, list[Mention]] = {}
    for one in sorted(_shown_mentions(tags, ranges), key=lambda one: (one.start, one.number)):
        by_tag.setdefault(one.tag.pk, []).append(one)
    places = {pk: tuple(one.number for one in mentions) for pk, mentions in by_tag.items()}
    at_once = _most_of_each([len(mentions) for mentions in places.values()], MOST_MARKS)
    firsts = dict.fromkeys(places, 0)
    if chosen is not None and mention in (of_chosen := [str(number) for number in places.get(chosen.pk, ())]):
        firsts[chosen.pk] = of_chosen.index(mention) // at_once * at_once
    groups = _grouped([one for pk, mentions in by_tag.items() for one in mentions[firsts[pk] : firsts[pk] + at_once]])
    sections = tuple(
        TextSection(tuple(_pieces(text, heading, groups, numbers)), tuple(_pieces(text, body, groups, numbers)))
        for heading, body in shown
    )
    return MarkedText(sections, places, at_once)


def _most_of_each(counts: Sequence[int], most: int) -> int:
    """Return how many of each, at most, make no more than `most` in all; no fewer than 1."""
    left = most
    for place, count in enumerate(sorted(counts)):
        share = left // (len(counts) - place)
        if count > share:
            return max(1, share)
        left -= count
    return max(counts, default=1)


class _Range(NamedTuple):
    start: int
    end: int


def _shown_parts(text: str, section: Section) -> tuple[_Range, _Range]:
    """Return where the section's heading and its body stand; the line of a heading is not shown twice."""
    heading = section.heading.strip()
    line_end = text.find("\n", section.start, section.end)
    line_end = section.end if line_end < 0 else line_end
    place = text.find(heading, section.start, line_end) if heading else -1
    body = section.start
    if place < 0 or len(text[section.start : line_end].strip()) > len(heading) + 6:
        shown = _Range(section.start, section.start)
    else:
        shown, body = _Range(place, place + len(heading)), line_end
    while body < section.end and text[body] == "\n":
        body += 1
    end = body + len(text[body : section.end].rstrip())
    return shown, _Range(body, end)


def _shown_mentions(tags: Iterable[JobSkill], ranges: Sequence[_Range]) -> Iterator[Mention]:
    """Yield the mentions as far as they stand in one of `ranges`, each cut to the one in which it begins."""
    ends = [part.end for part in ranges]
    for tag in tags:
        for number, place in enumerate(tag.evidence, start=1):
            within = bisect_right(ends, place["start"])
            if within < len(ranges):
                start = max(place["start"], ranges[within].start)
                end = min(place["end"], ranges[within].end)
                if start < end:
                    yield Mention(start, end, tag, number)


def _grouped(mentions: list[Mention]) -> list[list[Mention]]:
    """Return the mentions in reading order, each that is marked with those that overlap with it."""
    groups: list[list[Mention]] = []
    for mention in sorted(mentions, key=lambda one: one.start - one.end):  # the longest first
        place = bisect_right(groups, mention.start, key=lambda group: group[0].end)
        if place < len(groups) and groups[place][0].start < mention.end:
            groups[place].append(mention)
        else:
            groups.insert(place, [mention])
    return groups


def _pieces(text: str, part: _Range, groups: Sequence[list[Mention]], numbers: Mapping[int, int]) -> Iterator[Piece]:
    place = part.start
    for group in groups[bisect_right(groups, part.start, key=lambda group: group[0].end) :]:
        marked = group[0]
        if marked.start >= part.end:
            break
        if marked.start > place:
            yield Piece(text[place : marked.start])
        listed = sorted({numbers[one.tag.pk] for one in group if one.tag.pk in numbers})
        yield Piece(text[marked.start : marked.end], tuple(group), ", ".join(map(str, listed)))
        place = marked.end
    if place < part.end:
        yield Piece(text[place : part.end])
