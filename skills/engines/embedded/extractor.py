"""The embedded skill extractor: text in, skills with evidence out, no network and no download."""

from __future__ import annotations

from collections.abc import Iterable

from skills.engines.base import FoundSkill, Importance, Span, TaxonomySkill
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.matcher import Candidate, FormIndex
from skills.engines.embedded.tokens import words_of

ENGINE_VERSION = "1"
DEFAULT_THRESHOLD = 0.5


class EmbeddedExtractor:
    """Finds the skills of a list in texts.

    Args:
        skills: the active skills with their aliases.
        blocked_forms: (surface form, Lightcast id) pairs that curators ruled out.
    """

    def __init__(self, skills: Iterable[TaxonomySkill], *, blocked_forms: Iterable[tuple[str, str]] = ()) -> None:
        self._index = FormIndex(skills, (), blocked_forms)

    def find(self, text: str) -> tuple[FoundSkill, ...]:
        """Find the skills that a text asks for.

        Args:
            text: any text.

        Returns:
            Each skill once, best confidence first, with every place where it stands.
        """
        words = words_of(text)
        places: dict[int, list[Candidate]] = {}
        free_from = 0
        for candidate in self._index.candidates(words):
            if candidate.first < free_from:
                continue
            free_from = candidate.last
            places.setdefault(candidate.skill, []).append(candidate)
        found = []
        for number, candidates in places.items():
            skill = self._index.skills[number]
            first = candidates[0]
            form = text[words.starts[first.first] : words.ends[first.last - 1]]
            reason = (
                f"“{form}” is an abbreviation of this skill."
                if first.kind & FormKind.ABBREVIATION
                else f"“{form}” is written as in the skill list."
            )
            found.append(
                FoundSkill(
                    lightcast_id=skill.lightcast_id,
                    name=skill.name,
                    confidence=0.6,
                    spans=tuple(Span(words.starts[c.first], words.ends[c.last - 1]) for c in candidates),
                    importance=Importance.MENTIONED,
                    reasons=(reason,),
                )
            )
        found.sort(key=lambda skill: (-skill.confidence, skill.spans[0].start))
        return tuple(found)
