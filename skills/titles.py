"""Suggesting standard titles, and recording which suggestion a person chose."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.utils.translation import gettext as _

from jobs.models import JobDescription
from skills import services, wording
from skills.engines.base import EngineError, SuggestedTitles, TitleSuggestion
from skills.engines.embedded.titles import put_back
from skills.engines.select import current_engine, embedded_engine
from skills.models import JobTitle

TITLE_CHARACTERS = 5000
SALT = "title suggestion"


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion as it travels through the form and back: signed, so that what is recorded is what was suggested."""

    source: str
    source_version: str
    title_id: str
    name: str
    title: str
    level: str
    confidence: float
    reason: str

    def signed(self) -> str:
        """Return the choice as a signed text."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    @classmethod
    def read(cls, signed: str) -> Choice | None:
        """Return the choice that `signed` carries, or None when it is not one of ours."""
        try:
            return cls(**signing.loads(signed, salt=SALT))
        except (signing.BadSignature, TypeError):
            return None

    @classmethod
    def from_form(cls, data: Any) -> Choice | None:
        """Return the choice that was applied in the form, or None."""
        return cls.read(data["title_choice"]) if data.get("title_choice") else None


@dataclass(frozen=True, slots=True)
class OfferedTitle:
    """One suggestion as the page offers it."""

    suggestion: TitleSuggestion
    choice: Choice

    @property
    def reason(self) -> str:
        """Return why it is suggested, in the reader's language."""
        return wording.reason(self.suggestion.reason)

    @property
    def closeness(self) -> str:
        """Return the confidence in words."""
        if self.suggestion.confidence >= 0.75:
            return _("Very close")
        return _("Close") if self.suggestion.confidence >= 0.5 else _("Possible")


@dataclass(frozen=True, slots=True)
class OfferedTitles:
    """All that is offered for one written title.

    Attributes:
        titles: the suggestions, best first.
        suggested: the engine's answer.
        notice: what the person should know, such as that Lightcast did not answer; empty when nothing.
    """

    titles: tuple[OfferedTitle, ...]
    suggested: SuggestedTitles
    notice: str


def suggest(title: str, *, text: str = "", limit: int = 5) -> OfferedTitles:
    """Return standard titles for `title`; when Lightcast fails the embedded engine answers, and that is said."""
    title = title.replace("\x00", "")[:TITLE_CHARACTERS]
    notice = ""
    try:
        suggested = current_engine().suggest_titles(title, text=text, limit=limit)
    except EngineError as error:
        notice = _("%(reason)s The built-in list was used.") % {
            "reason": wording.sentence(error.code, error.user_message)
        }
        suggested = embedded_engine().suggest_titles(title, text=text, limit=limit)
    return OfferedTitles(tuple(_offer(one, suggested) for one in suggested.suggestions), suggested, notice)


def _offer(suggestion: TitleSuggestion, suggested: SuggestedTitles) -> OfferedTitle:
    choice = Choice(
        source=suggestion.source,
        source_version=suggestion.source_version,
        title_id=suggestion.title_id,
        name=suggestion.title,
        title=put_back(suggestion.title, suggested.parts),
        level=suggested.parts.level,
        confidence=suggestion.confidence,
        reason=suggestion.reason,
    )
    return OfferedTitle(suggestion, choice)


def record(*, job: JobDescription, choice: Choice, replaced_title: str, user: User | None) -> JobTitle:
    """Record the chosen suggestion with the job."""
    return services.apply_title(
        job=job,
        source=choice.source,
        title_id=choice.title_id,
        name=choice.name,
        source_version=choice.source_version,
        level=choice.level,
        confidence=choice.confidence,
        reason=choice.reason,
        replaced_title=replaced_title,
        user=user,
    )
