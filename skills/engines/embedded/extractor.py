"""The embedded skill extractor: text in, skills with evidence out, no network and no download."""

from __future__ import annotations

from collections.abc import Iterable

from skills.engines.base import FoundSkill, Importance, Span, TaxonomySkill
from skills.engines.embedded import tables
from skills.engines.embedded.context import ContextModel, default_model, surroundings_of
from skills.engines.embedded.matcher import Candidate, FormIndex
from skills.engines.embedded.tokens import words_of

ENGINE_VERSION = "1"
DEFAULT_THRESHOLD = 0.45
FLOOR = 0.2


def build_index(skills: Iterable[TaxonomySkill], blocked_forms: Iterable[tuple[str, str]] = ()) -> FormIndex:
    """Return the index of all surface forms of a list: its own and those of our tables.

    Args:
        skills: the active skills with their aliases.
        blocked_forms: (surface form, Lightcast id) pairs that must not match.
    """
    return FormIndex(
        skills,
        further=tables.further_forms(),
        patterns=tables.phrase_patterns(),
        verbs=tables.verbs(),
        common_words=tables.common_words(),
        blocked=blocked_forms,
    )


class EmbeddedExtractor:
    """Finds the skills of a list in texts.

    Args:
        skills: the active skills with their aliases.
        blocked_forms: (surface form, Lightcast id) pairs that curators ruled out.
    """

    def __init__(self, skills: Iterable[TaxonomySkill], *, blocked_forms: Iterable[tuple[str, str]] = ()) -> None:
        self._index = build_index(skills, blocked_forms)
        self._model: ContextModel = default_model()

    def mentions(self, text: str) -> list[tuple[Candidate, float]]:
        """Return the phrases of a text that may name skills, each with its probability, none overlapping another."""
        words = words_of(text)
        around = surroundings_of(words)
        candidates = self._index.candidates(words)
        scored = zip(candidates, self._model.probabilities(around, candidates, self._index.skills), strict=True)
        taken = bytearray(len(words))
        chosen = []
        for candidate, p in sorted(scored, key=lambda s: (s[0].first - s[0].last, -s[1])):
            if p < FLOOR or any(taken[candidate.first : candidate.last]):
                continue
            taken[candidate.first : candidate.last] = b"\1" * (candidate.last - candidate.first)
            chosen.append((candidate, p))
        chosen.sort(key=lambda s: s[0].first)
        self.words = words
        return chosen

    def find(self, text: str) -> tuple[FoundSkill, ...]:
        """Find the skills that a text asks for.

        Args:
            text: any text.

        Returns:
            Each skill once, best confidence first, with every place where it stands.
        """
        places: dict[int, list[tuple[Candidate, float]]] = {}
        for candidate, p in self.mentions(text):
            places.setdefault(candidate.skill, []).append((candidate, p))
        words = self.words
        found = []
        for number, mentions in places.items():
            skill = self._index.skills[number]
            best = max(p for _, p in mentions)
            spans = tuple(Span(words.starts[c.first], words.ends[c.last - 1]) for c, p in mentions if p>=min(best, DEFAULT_THRESHOLD))
            found.append(FoundSkill(skill.lightcast_id, skill.name, round(best, 3), spans, Importance.MENTIONED, ()))
        found.sort(key=lambda skill: (-skill.confidence, skill.spans[0].start))
        return tuple(found)
