"""The engine that asks Lightcast."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from skills.engines.base import (
    Extracted,
    FoundSkill,
    Importance,
    Span,
    SuggestedTitles,
    TitleParts,
    TitleSuggestion,
)
from skills.engines.embedded.importance import weigher_of
from skills.lightcast.client import LightcastClient
from skills.lightcast.extraction import LocatedSkill, calls_needed, extract_located
from skills.lightcast.limits import TITLE_BYTES, QuotaState
from skills.lightcast.title_types import TitleMatch

ENGINE_NAME = "lightcast"

_WORDS = re.compile(r"[^\W\d_]+")
_FRENCH = frozenset(
    ("le", "la", "les", "des", "du", "et", "est", "une", "pour", "dans", "avec", "sur", "aux", "vous", "qui")
)
_ENGLISH = frozenset(
    ("the", "of", "and", "to", "in", "for", "with", "is", "are", "an", "you", "your", "or", "will", "by")
)
# Function words are dense: a few thousand characters tell a language safely.
_SAMPLE = 5000
# A person chooses among suggestions and sees their confidence, so they may be less sure than an automatic tag.
_SUGGESTED_FROM = 0.2


class LightcastEngine:
    """Skills and titles from Lightcast's API, at a pinned taxonomy version.

    Args:
        client: the client.
        take_apart: splits a written title into its parts; without it the whole title is its core.
        weigher: reads a text and returns what tells from a skill's places how strongly it is asked for, which
            Lightcast does not say.
    """

    name = ENGINE_NAME

    def __init__(
        self,
        client: LightcastClient,
        *,
        take_apart: Callable[[str], TitleParts] = TitleParts,
        weigher: Callable[[str], Callable[[Sequence[Span]], Importance]] = weigher_of,
    ) -> None:
        self._client, self._take_apart, self._weigher = client, take_apart, weigher

    @classmethod
    def from_settings(cls) -> LightcastEngine:
        """Build from the Django settings; titles are taken apart as the embedded engine does it.

        Raises:
            ConfigurationError: when the settings cannot work.
        """
        from skills.engines.embedded.titles import take_apart

        return cls(LightcastClient.from_django(), take_apart=take_apart)

    def version(self) -> str:
        """Return the exact taxonomy version; "latest" is resolved through the service's metadata, which is kept.

        Raises:
            LightcastError: when it is not known yet and Lightcast does not answer.
        """
        return self._client.resolve_version()

    def quota(self) -> QuotaState:
        """Tell how the quota of extractions stands, without a call."""
        return self._client.quota()

    def cost(self, text: str) -> int:
        """Return how many calls the extraction of `text` costs."""
        return calls_needed(text)

    def extract(self, text: str) -> Extracted:
        """Find the skills in `text`.

        Raises:
            LightcastError: when no answer could be had; its `calls` tells what was spent.
        """
        version = self.version()
        answer = extract_located(self._client, text, version=version, language=language_of(text))
        weigh = self._weigher(text)
        return Extracted(
            skills=tuple(_found(text, one, weigh(one.spans)) for one in answer.skills if not one.skill.removed),
            engine=self.name,
            engine_version=version,
            taxonomy_version=version,
            calls=answer.calls,
        )

    def suggest_titles(self, title: str, *, text: str = "", limit: int = 5) -> SuggestedTitles:
        """Rank at most `limit` standardised titles for `title`.

        What names the job is sent; its level, place and numbers, and the job's `text`, are not. An answer is kept, so
        that asking again costs nothing.

        Raises:
            LightcastError: when no answer could be had.
        """
        parts = self._take_apart(" ".join(title.split()))
        core = parts.core
        if not core or limit < 1:
            return SuggestedTitles((), parts, self.name)
        version = self._client.titles.resolve_version()
        answer = self._client.titles.inspect_once(
            core, version, limit=min(limit, 100), confidence_threshold=_SUGGESTED_FROM
        )
        suggestions = tuple(_suggestion(core, match, version) for match in answer.matches[:limit])
        return SuggestedTitles(suggestions, parts, self.name, answer.calls)

    def suggest_one_for_each(self, titles: Sequence[str]) -> dict[str, SuggestedTitles]:
        """Return the best standardised title for each of `titles`, with one call for up to 500 that are not kept.

        Returns:
            The answers by title; titles that name nothing or are longer than Lightcast takes are left out.

        Raises:
            LightcastError: when no answer could be had.
        """
        taken = {title: self._take_apart(" ".join(title.split())) for title in titles}
        cores = {title: parts.core for title, parts in taken.items()}
        asked = {title: core for title, core in cores.items() if core and len(core.casefold().encode()) <= TITLE_BYTES}
        if not asked:
            return {}
        version = self._client.titles.resolve_version()
        answer = self._client.titles.normalize_once(list(asked.values()), version, confidence_threshold=_SUGGESTED_FROM)
        return {
            title: SuggestedTitles((_suggestion(core, match, version),) if match else (), taken[title], self.name)
            for (title, core), match in zip(asked.items(), answer.matches, strict=True)
        }


def _found(text: str, one: LocatedSkill, importance: Importance) -> FoundSkill:
    phrases = list(dict.fromkeys(" ".join(text[span.start : span.end].split()) for span in one.spans))
    quoted = ", ".join(f"“{phrase}”" for phrase in phrases[:3])
    return FoundSkill(
        lightcast_id=one.skill.id,
        name=one.skill.name,
        confidence=one.confidence,
        spans=one.spans,
        importance=importance,
        reasons=(f"Lightcast found it in {quoted}." if quoted else "Lightcast found it in the text.",),
    )


def _suggestion(core: str, match: TitleMatch, version: str) -> TitleSuggestion:
    return TitleSuggestion(
        title_id=match.title.id,
        title=match.title.name,
        confidence=match.confidence,
        reason=f"Lightcast reads “{core}” as this title.",
        source=ENGINE_NAME,
        source_version=version,
    )


def language_of(text: str) -> str:
    """Return "fr" when French function words outnumber the English ones, else "en"."""
    words = [word.casefold() for word in _WORDS.findall(text[:_SAMPLE])]
    french, english = sum(word in _FRENCH for word in words), sum(word in _ENGLISH for word in words)
    return "fr" if french > english else "en"
