"""What every engine offers and what it answers with.

An engine finds skills in a text and standardises titles. It knows nothing of jobs, people or the queue: text goes
in, plain frozen data comes out. Offsets are Python string indices into the text as it was given, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Importance(StrEnum):
    """How strongly a job description asks for a skill."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the given text.

    Attributes:
        start: index of the first character.
        end: index after the last character.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """One skill that an engine found, with its evidence.

    Attributes:
        lightcast_id: the id in the Lightcast Open Skills list.
        name: the skill's name there.
        confidence: probability between 0 and 1 that a careful reader would tag it.
        spans: where it stands in the text, in reading order; empty when the place is not known.
        importance: how strongly the text asks for it.
        reasons: facts that led to it, each one short sentence in plain words, most telling first.
    """

    lightcast_id: str
    name: str
    confidence: float
    spans: tuple[Span, ...] = ()
    importance: Importance = Importance.MENTIONED
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """An engine's answer for one text.

    Attributes:
        skills: each skill once, best confidence first.
        engine: the engine's name.
        engine_version: changes whenever the same text could give another answer.
        taxonomy_version: version of the skill list that was used.
        calls: calls made to an outside service, counting repeated attempts.
    """

    skills: tuple[FoundSkill, ...]
    engine: str
    engine_version: str
    taxonomy_version: str
    calls: int = 0


@dataclass(frozen=True, slots=True)
class TitleParts:
    """What a written title holds besides the occupation; each part as it stood there, empty when absent.

    Attributes:
        core: the words that name the job, cleaned.
        level: seniority or level ("Senior", "II").
        classification: group and level of a classification system ("EC-05", "GS-12").
        contract: term, acting, casual, remote and the like.
        place: where.
        department: unit or company named in the title.
        reference: requisition or position number.
        other: anything else that was set aside (pay, shift, gender marker).
    """

    core: str
    level: str = ""
    classification: str = ""
    contract: str = ""
    place: str = ""
    department: str = ""
    reference: str = ""
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleSuggestion:
    """One standardised title.

    Attributes:
        title_id: the id in its source (an ESCO URI, a Lightcast id).
        title: what people are shown.
        confidence: probability between 0 and 1 that it is the right occupation.
        reason: why, as one short sentence.
        source: "esco" or "lightcast".
        source_version: version of that source.
        title_fr: what people are shown in French; empty when there is none.
    """

    title_id: str
    title: str
    confidence: float
    reason: str
    source: str
    source_version: str
    title_fr: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedTitles:
    """An engine's answer for one written title.

    Attributes:
        suggestions: best first; empty when nothing fits.
        parts: what the written title was taken apart into.
        engine: the engine's name.
        calls: calls made to an outside service, counting repeated attempts.
    """

    suggestions: tuple[TitleSuggestion, ...]
    parts: TitleParts
    engine: str
    calls: int = 0


class EngineError(Exception):
    """An engine could not answer.

    Attributes:
        user_message: what a person is told, one plain sentence.
        code: a stable word for the kind of failure, stored with the attempt.
        retryable: whether the same call may succeed later.
        retry_after: seconds to wait before that, when the service said so.
        calls: paid calls that were spent all the same.
    """

    code = "engine"
    retryable = False
    calls = 0

    def __init__(self, user_message: str, *, retry_after: float | None = None) -> None:
        super().__init__(user_message)
        self.user_message = user_message
        self.retry_after = retry_after


class SkillEngine(Protocol):
    """Finds skills in texts and standard titles for written ones."""

    name: str

    def version(self) -> str:
        """Return the version that `extract` would answer with now."""

    def extract(self, text: str) -> Extracted:
        """Find the skills in `text`.

        Raises:
            EngineError: when no answer could be had.
        """

    def suggest_titles(self, title: str, *, text: str = "", limit: int = 5) -> SuggestedTitles:
        """Rank at most `limit` standardised titles for `title`, with the job's own `text` as a hint.

        Raises:
            EngineError: when no answer could be had.
        """


@dataclass(frozen=True, slots=True)
class TaxonomySkill:
    """A skill as the embedded engine's matcher is built from it: an active row with its surface forms.

    Attributes:
        lightcast_id: the id.
        name: the name in the list.
        type: "specialized", "common" or "certification".
        category: name of its category, empty when it has none.
        subcategory: name of its subcategory, empty when it has none.
        aliases: further surface forms, as curators or the taxonomy give them.
        is_own: whether the organisation added it to the list itself.
    """

    lightcast_id: str
    name: str
    type: str = "specialized"
    category: str = ""
    subcategory: str = ""
    aliases: tuple[str, ...] = field(default=())
    is_own: bool = False
