"""The embedded skill extractor: text in, skills with evidence out, no network and no download."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from itertools import filterfalse, pairwise
from pathlib import Path
from typing import NamedTuple

from jobs import sections
from jobs.sections import SectionKind
from skills.engines.base import FoundSkill, Span, TaxonomySkill
from skills.engines.embedded import certificates, lists, tables
from skills.engines.embedded.beginnings import JOINERS
from skills.engines.embedded.context import CONFIDENCE_DIGITS, Judgement, default_model
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.french import judge_french
from skills.engines.embedded.importance import HAVING, Cues, is_denied, strongest_at, told_ends
from skills.engines.embedded.matcher import Candidate, FormIndex
from skills.engines.embedded.memory import built_to_stay
from skills.engines.embedded.neighbours import NeighbourModel, Phrase, are_near
from skills.engines.embedded.reasons import reasons_for
from skills.engines.embedded.surroundings import Surroundings, surroundings_of
from skills.engines.embedded.tokens import Words, opens_parenthesis, words_of

# Tags below the default threshold are found too, for those who set a lower one; below the floor nothing is.
DEFAULT_THRESHOLD = 0.42
FLOOR = 0.25
# What is asked for but not sure, as a trait or an activity may be, is given less than this.
_UNSURE = 0.41

# A text of so few words may be no more than a list of skills; what such a list names is sure.
_LONGEST_LIST = 12
_IN_A_LIST = Judgement(confidence=0.9, demand=2.2, thing=2.2, single=True)

# Whole adverts of the public texts hold few lines that say no more than "Excel" below "Requirements".
_LISTED_AS_ASKED = Judgement(confidence=0.7, demand=1.4, thing=1.4)

# The public texts hold next to no sentence that says no more than this: "Python is required."
_ASKED_OUTRIGHT = Judgement(confidence=0.6, demand=1.4, thing=1.4)

_LEADING = frozenset({"in", "with", "of", "using", "en", "avec", "de", "d", "du", "des"})

# In a text that is not well divided sections of benefits may swallow what follows them, so that only what employers
# offer is passed over there.
_BENEFITS = SectionKind.BENEFITS.value
_OFFERS = frozenset({"perk", "benefit", "avantage"})
_INCLUDING = frozenset({"include", "including", "comprennent", "incluent"})
_OFFERED_FIELDS = frozenset(
    {
        "Health Care",
        "Performing Arts, Sports, and Recreation",
        "Personal Care and Services",
        "Social and Human Services",
    }
)

_PHRASE = int(FormKind.PHRASE)

# Neighbours with higher log-odds are taken for parts of one demand; chosen on held-out fifths of the training part.
_JOINED = math.log(0.6 / 0.4)

# How a text is read before this package looks at it.
_READING = ("heading_kinds.py", "heading_words.py", "language.py", "section_headings.py", "sections.py")


def rule_files() -> list[Path]:
    """Return the files that decide what is found in a text, in a fixed order."""
    folder = Path(__file__).resolve().parent
    own = [path for path in (*folder.glob("*.py"), *tables.DATA.iterdir()) if path.is_file()]
    jobs = Path(sections.__file__).resolve().parent
    return sorted(path for path in own if path.name != "engine.py") + [jobs / name for name in _READING]


def _engine_version() -> str:
    digest = hashlib.sha256()
    for path in rule_files():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return f"1.{digest.hexdigest()[:8]}"


# Changes with any change of the rules and data.
ENGINE_VERSION = _engine_version()


def build_index(skills: Iterable[TaxonomySkill], blocked_forms: Iterable[tuple[str, str]] = ()) -> FormIndex:
    """Return the index of all surface forms of a list: its own and those of our tables.

    Args:
        skills: the active skills with their aliases.
        blocked_forms: (surface form, Lightcast id) pairs that must not match, nor any form within them.
    """
    return FormIndex(
        skills,
        further=tables.further_forms(),
        patterns=tables.phrase_patterns(),
        verbs=tables.verbs(),
        common_words=tables.common_words(),
        blocked=blocked_forms,
        empty=tables.empty_phrases(),
    )


class Mention(NamedTuple):
    """A phrase of a text that names a skill.

    Attributes:
        candidate: the phrase.
        judgement: what its surroundings say.
    """

    candidate: Candidate
    judgement: Judgement


def is_shown(mention: Mention) -> bool:
    """Return whether a mention reaches the default threshold."""
    return mention.judgement.confidence >= DEFAULT_THRESHOLD


def in_doubt(judged: Judgement) -> Judgement:
    """Return a judgement that is not sure with a confidence below the default threshold, in the order there was."""
    confidence = FLOOR + (judged.confidence - FLOOR) * (_UNSURE - FLOOR) / (1.0 - FLOOR)
    return Judgement(round(confidence, CONFIDENCE_DIGITS), judged.demand, judged.thing, judged.single)


def _precedence(mention: Mention) -> tuple[bool, float, float, int]:
    """Return what sorts the mentions that overlap: longer ones first, then surer ones.

    Those below the default threshold come last, so that none of them drives out one that is shown. Of these the surer
    ones come first, so that a lower threshold hides nothing that a higher one shows.
    """
    (first, last, _, _), judgement = mention
    if is_shown(mention):
        return False, first - last, -judgement.confidence, first
    return True, -judgement.confidence, first - last, first


def without_overlaps(mentions: Sequence[Mention], size: int) -> list[Mention]:
    """Return the mentions of which none overlaps another, in reading order; of two the one of higher precedence stays.

    A phrase with room for other words does not win over a thing one knows among these: "working in Scrum teams".

    Args:
        mentions: the mentions of a text, in reading order.
        size: number of the text's words.
    """
    things = [m.candidate for m in mentions if m.judgement.thing > 0.0 and is_shown(m)]
    begins = [thing.first for thing in things]

    def holds_a_thing(mention: Mention) -> bool:
        first, last, _, kind = mention.candidate
        if not kind & _PHRASE or mention.judgement.thing > 0.0:
            return False
        return any(thing.last <= last for thing in things[bisect_left(begins, first) : bisect_left(begins, last)])

    taken = bytearray(size)
    chosen = []
    for mention in sorted(filterfalse(holds_a_thing, mentions), key=_precedence):
        first, last = mention.candidate.first, mention.candidate.last
        if not any(taken[first:last]):
            taken[first:last] = b"\1" * (last - first)
            chosen.append(mention)
    chosen.sort(key=lambda m: m.candidate.first)
    return chosen


def one_a_demand(
    around: Surroundings,
    mentions: Sequence[Mention],
    skills: Sequence[TaxonomySkill],
    model: NeighbourModel,
    apart: Container[Candidate] = (),
) -> list[Mention]:
    """Leave out the parts of demands of which a neighbour is tagged that is more surely a thing one knows.

    Here, too, those below the default threshold come last, and surer ones first.

    Args:
        around: the text.
        mentions: mentions of it that do not overlap, in reading order.
        skills: the list that the candidates' skill numbers refer to.
        model: what tells whether two neighbours are parts of one demand.
        apart: candidates that are demands of their own, whatever stands beside them.
    """
    candidates = [mention.candidate for mention in mentions]
    near = [False, *(are_near(around, one, other) for one, other in pairwise(candidates)), False]
    phrases = {
        i: Phrase(mention.candidate, skills[mention.candidate.skill], mention.judgement.thing)
        for i, mention in enumerate(mentions)
        if near[i] or near[i + 1]
    }
    kept: set[int] = set()
    french = around.french

    def rank(i: int) -> tuple[bool, float]:
        shown = is_shown(mentions[i])
        return not shown, -(phrases[i].thing if shown else mentions[i].judgement.confidence)

    def joined(i: int, step: int) -> bool:
        """Return whether the phrase numbered `i` is part of a demand with the nearest kept one in a direction."""
        other = i + step
        while other in phrases:
            one, next_one = (phrases[i], phrases[other]) if step > 0 else (phrases[other], phrases[i])
            if not are_near(around, one.candidate, next_one.candidate):
                return False
            if other in kept:
                return model.joined(around, one, next_one) > _JOINED
            other += step
        return False

    for i in sorted(phrases, key=rank):
        is_french = french is not None and french[mentions[i].candidate.first]
        if is_french or mentions[i].candidate in apart or not (joined(i, -1) or joined(i, 1)):
            kept.add(i)
    return [mention for i, mention in enumerate(mentions) if i not in phrases or i in kept]


def _is_offered(around: Surroundings, word: int) -> bool:
    """Return whether the sentence of a word tells what an employer offers: "Perks: yoga", "Benefits include yoga"."""
    start, words = around.sentence_starts[word], around.words
    if words.keys[start] not in _OFFERS or start == word:
        return False
    return words.before[start + 1] == ":" or words.keys[start + 1] in _INCLUDING


def _begins_clause(words: Words, candidate: Candidate) -> bool:
    """Return whether a candidate is no tail of a longer phrase: "training" in "vehicle training is an asset" is one.

    What comes after "experience in" or the like begins as well as at the beginning.
    """
    first, keys = candidate.first, words.keys
    if words.before[first] or keys[first - 1] in JOINERS:
        return True
    return first > 1 and keys[first - 2] in HAVING and keys[first - 1] in _LEADING and not words.before[first - 1]


def _span(words: Words, candidate: Candidate) -> Span:
    """Return where a candidate stands, the parenthesis that closes one opened in it included."""
    start, end = words.starts[candidate.first], words.ends[candidate.last - 1]
    return Span(start, end + (words.text.startswith(")", end) and opens_parenthesis(words.text, start, end)))


class EmbeddedExtractor:
    """Finds the skills of a list in texts. Safe to use from several threads.

    Args:
        skills: the active skills with their aliases.
        blocked_forms: (surface form, Lightcast id) pairs that curators ruled out.
    """

    def __init__(self, skills: Iterable[TaxonomySkill], *, blocked_forms: Iterable[tuple[str, str]] = ()) -> None:
        with built_to_stay():
            self._index = build_index(skills, blocked_forms)
            self._model = default_model()
            self._columns = self._model.skill_columns(self._index.skills)
            self._certificates = certificates.certificates_of(self._index.skills)

    def find(self, text: str, threshold: float = DEFAULT_THRESHOLD) -> tuple[FoundSkill, ...]:
        """Find the skills that a text asks for.

        Args:
            text: any text.
            threshold: the least confidence; under `FLOOR` there is none.

        Returns:
            Each skill once, best confidence first, with every place where it stands.
        """
        around = surroundings_of(words_of(text))
        by_skill: dict[int, list[Mention]] = {}
        cues = Cues()
        for mention in self._mentions(around, min(threshold, DEFAULT_THRESHOLD), cues):
            by_skill.setdefault(mention.candidate.skill, []).append(mention)
        found = [
            self._found(around, number, mentions, cues)
            for number, mentions in by_skill.items()
            if any(m.judgement.confidence >= threshold for m in mentions)
        ]
        found.sort(key=lambda skill: (-skill.confidence, skill.spans[0].start))
        return tuple(found)

    def _mentions(self, around: Surroundings, threshold: float, cues: Cues) -> list[Mention]:
        """Return the phrases that name skills, in reading order, one for each demand.

        What is below `threshold` is left out before the others are chosen.
        """
        candidates = self._index.candidates(around.words, around.french)
        if len(around.words) <= _LONGEST_LIST:
            listed = self._listed(around.words, candidates)
            if listed:
                return without_overlaps(listed, len(around.words))
        judgements = self._model.judge(around, candidates, self._columns)
        named = certificates.named(around.words, candidates, self._certificates)
        in_lists = lists.listed(around, candidates)
        told = told_ends(around, cues)
        mentions = []
        least = max(threshold, FLOOR)
        french, passed = around.french, around.passed
        for i, (candidate, judged) in enumerate(zip(candidates, judgements, strict=True)):
            if candidate.first in passed:
                continue
            if french is not None and french[candidate.first]:
                judged = judge_french(around, candidate)
            elif i in named and certificates.is_asked_for(around, candidate, cues):
                judged = max(judged, certificates.ASKED_FOR)
            elif i in in_lists and judged < _LISTED_AS_ASKED:
                judged = _LISTED_AS_ASKED
            if judged.confidence and candidate.last in told and _begins_clause(around.words, candidate):
                judged = judged if judged.is_sure() and judged >= _ASKED_OUTRIGHT else _ASKED_OUTRIGHT
            if judged.confidence < least:
                continue
            if not judged.is_sure():
                judged = in_doubt(judged)
            if judged.confidence >= least and not self._is_passed_over(around, candidate, cues):
                mentions.append(Mention(candidate, judged))
        mentions = without_overlaps(mentions, len(around.words))
        apart = {candidates[i] for i in in_lists}
        return one_a_demand(around, mentions, self._index.skills, self._model.neighbours, apart)

    def _is_passed_over(self, around: Surroundings, candidate: Candidate, cues: Cues) -> bool:
        """Return whether a text says that a candidate is not required, or offers it: "Perks: yoga, massage"."""
        first = candidate.first
        if around.sections[first] == _BENEFITS or _is_offered(around, first):
            return self._index.skills[candidate.skill].category in _OFFERED_FIELDS
        return is_denied(around, first, cues)

    def _listed(self, words: Words, candidates: Sequence[Candidate]) -> list[Mention]:
        """Return the mentions of a text that is nothing but names of skills, English or French; else none."""
        passed = lists.words_that_ask_nothing(words)
        named = lists.all_named(words, candidates, passed) or lists.all_named(
            words, self._index.candidates(words, [True] * len(words)), passed
        )
        return [Mention(candidate, _IN_A_LIST) for candidate in named]

    def _found(self, around: Surroundings, number: int, mentions: list[Mention], cues: Cues) -> FoundSkill:
        skill = self._index.skills[number]
        words = around.words
        best = max(mentions, key=lambda m: m.judgement.confidence)
        confidence = best.judgement.confidence
        least = min(confidence, DEFAULT_THRESHOLD)
        shown = [m.candidate for m in mentions if m.judgement.confidence >= least]
        importance, cue = strongest_at(around, [candidate.first for candidate in shown], cues)
        spans = tuple([_span(words, candidate) for candidate in shown])
        span = spans[shown.index(best.candidate)]
        return FoundSkill(
            lightcast_id=skill.lightcast_id,
            name=skill.name,
            confidence=confidence,
            spans=spans,
            importance=importance,
            reasons=reasons_for(around, best.candidate, skill, span=span, places=len(shown), cue=cue),
        )
