"""Suggesting standard titles, and recording which suggestion a person chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.utils.translation import gettext as _

from jobs.models import JobDescription
from skills import services, wording
from skills.engines.base import EngineError, SuggestedTitles, TitleParts, TitleSuggestion
from skills.engines.embedded.engine import title_standardiser
from skills.engines.embedded.titles import Occupation, put_back, put_back_french, take_apart
from skills.engines.embedded.titles.french import looks_french
from skills.engines.embedded.titles.taxonomy import SOURCE, SOURCE_VERSION
from skills.engines.embedded.titles.words import terms
from skills.engines.select import current_engine, engine_name, lightcast_engine
from skills.models import JobTitle, TitleMapping
from skills.title_names import ShownName, reads_french, shown_name

TITLE_CHARACTERS = 5000
SALT = "title suggestion"
TAKE_OFF = "remove"
"""What stands in the form in place of a choice when the standard title is to be taken off."""
FOUND_AT_MOST = 10
REWRITTEN = "It was chosen as suggested, and the title rewritten by hand afterwards."


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion as it travels through the form and back: signed, so that what is recorded is what was suggested.

    Attributes:
        name: the standard title, in English.
        title: what is put into the title field, level and classification kept.
        name_fr: the standard title in French, empty when there is none.
        language: the language of `title`.
    """

    source: str
    source_version: str
    title_id: str
    name: str
    title: str
    level: str
    confidence: float | None
    reason: str
    name_fr: str = ""
    language: str = "en"

    @classmethod
    def of(cls, suggestion: TitleSuggestion, parts: TitleParts, *, french: bool = False) -> Choice:
        """Return the choice of `suggestion` for a written title of these parts: level and classification are kept.

        The title is French when that is asked for and there is a French one.
        """
        title_fr = suggestion.title_fr if french else ""
        return cls(
            source=suggestion.source,
            source_version=suggestion.source_version,
            title_id=suggestion.title_id,
            name=suggestion.title,
            title=put_back_french(title_fr, parts) if title_fr else put_back(suggestion.title, parts),
            level=parts.level,
            confidence=suggestion.confidence,
            reason=suggestion.reason,
            name_fr=suggestion.title_fr,
            language="fr" if title_fr else "en",
        )

    @classmethod
    def by_hand(cls, occupation: Occupation, parts: TitleParts, *, french: bool = False) -> Choice:
        """Return the choice of an occupation that a person looked up; nobody's confidence comes with it."""
        suggestion = TitleSuggestion(
            occupation.id,
            occupation.display,
            0.0,
            "It was chosen from the title list.",
            SOURCE,
            SOURCE_VERSION,
            occupation.french,
        )
        return replace(cls.of(suggestion, parts, french=french), confidence=None)

    @property
    def shown(self) -> ShownName:
        """Return the name of the standard title in the reader's language."""
        return shown_name(self.name, self.name_fr)

    @property
    def other(self) -> ShownName | None:
        """Return the name in the language that `title` is not in, where the reader needs it."""
        if self.language == "fr":
            return ShownName(self.name)
        return ShownName(self.name_fr, "fr") if self.name_fr and reads_french() else None

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


@dataclass(frozen=True, slots=True)
class Pending:
    """What saving the form will do about titles.

    Attributes:
        choice: the standard title that will be recorded, or None.
        takes_off: whether the standard title that the job carries will be taken off.
        sets_title: whether the choice was put into the title field too.
        title_before: what stood in the title field before that.
    """

    choice: Choice | None = None
    takes_off: bool = False
    sets_title: bool = False
    title_before: str = ""

    @classmethod
    def from_form(cls, data: Mapping[str, Any]) -> Pending:
        """Return what stands in the form."""
        signed = data.get("title_choice", "")
        choice = Choice.read(signed) if signed and signed != TAKE_OFF else None
        sets_title = choice is not None and data.get("title_use") == "apply"
        return cls(choice, signed == TAKE_OFF, sets_title, data.get("title_before", "") if sets_title else "")

    def then(self, data: Mapping[str, Any]) -> tuple[Pending, str]:
        """Return what stands in the form after the button that was pressed, and what is in the title field then."""
        title = str(data.get("title", ""))
        written = title if self.choice and self.rewritten(title) else self.title_before if self.sets_title else title
        if "undo_title" in data:
            return Pending(), self.title_before if self.sets_title else title
        if data.get("apply") and (choice := Choice.read(data["apply"])):
            return Pending(choice, sets_title=True, title_before=written), choice.title
        if data.get("keep") and (choice := Choice.read(data["keep"])):
            return Pending(choice), written
        if "take_off" in data:
            return Pending(takes_off=True), written
        return self, title

    def rewritten(self, title: str) -> bool:
        """Return whether `title` is no longer what the choice put into the title field."""
        return self.sets_title and self.choice is not None and self.choice.title != title

    @property
    def use(self) -> str:
        """Return in one word what will be done: "apply", "keep", "take_off" or nothing."""
        if self.choice:
            return "apply" if self.sets_title else "keep"
        return "take_off" if self.takes_off else ""

    @property
    def value(self) -> str:
        """Return the choice as the form carries it."""
        return self.choice.signed() if self.choice else TAKE_OFF if self.takes_off else ""

    def save(self, *, job: JobDescription, old_title: str, user: User | None) -> bool:
        """Do it for the saved job, whose title was `old_title` before.

        A title that was rewritten by hand after the choice keeps the standard title only while it still means that,
        and nobody's confidence comes with it.

        Returns:
            Whether the choice, if there is one, was recorded.
        """
        if self.takes_off:
            services.remove_title(job=job)
        elif self.choice:
            choice = self.choice
            if self.rewritten(job.title):
                if not _means(job.title, choice):
                    return False
                choice = replace(choice, confidence=None, reason=REWRITTEN)
            record(job=job, choice=choice, replaced_title=old_title if old_title != job.title else "", user=user)
        return True


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
        return closeness(self.suggestion.confidence)

    @property
    def source(self) -> str:
        """Return where it comes from, in words."""
        if self.suggestion.source == SOURCE:
            return _("built-in list (ESCO %(version)s)") % {"version": self.suggestion.source_version}
        return f"Lightcast {self.suggestion.source_version}"


def closeness(confidence: float) -> str:
    """Return a confidence in words."""
    if confidence >= 0.75:
        return _("Very close")
    return _("Close") if confidence >= 0.5 else _("Possible")


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

    @classmethod
    def of(cls, suggested: SuggestedTitles, notice: str = "", *, french: bool = False) -> OfferedTitles:
        """Return an engine's answer as it is offered, with French titles where they are asked for."""
        offered = (OfferedTitle(one, Choice.of(one, suggested.parts, french=french)) for one in suggested.suggestions)
        return cls(tuple(offered), suggested, notice)

    @property
    def set_aside(self) -> tuple[tuple[str, str], ...]:
        """Return what was set aside from the written title: a label and the words, for each part."""
        parts = self.suggested.parts
        named = (
            (_("Level"), parts.level),
            (_("Classification"), parts.classification),
            (_("Contract"), parts.contract),
            (_("Place"), parts.place),
            (_("Department"), parts.department),
            (_("Reference"), parts.reference),
            (_("Other"), ", ".join(parts.other)),
        )
        return tuple((label, words) for label, words in named if words)


@dataclass(frozen=True, slots=True)
class Written:
    """A written title to standardise, with the job's own text as a hint."""

    title: str
    text: str = ""


def suggest(
    title: str, *, text: str = "", limit: int = 5, french: bool = False, may_call: bool = True
) -> OfferedTitles:
    """Return standard titles for `title`.

    Args:
        title: the title as written.
        text: the job's own text, as a hint.
        limit: at most so many.
        french: whether a French title is to be put into the title field.
        may_call: whether Lightcast may be asked, which costs a call.

    Returns:
        Lightcast's where it is in use; where it fails or may not be asked, those of the built-in list, and that said.
    """
    title, notice = _clean(title), ""
    if engine_name() != "embedded" and not _mapped([title]):
        if may_call:
            try:
                return OfferedTitles.of(current_engine().suggest_titles(title, text=text, limit=limit), french=french)
            except EngineError as error:
                notice = _instead(error)
        else:
            notice = _not_asked()
    return replace(suggest_here(title, text=text, limit=limit, french=french), notice=notice)


def suggest_here(title: str, *, text: str = "", limit: int = 5, french: bool = False) -> OfferedTitles:
    """Return standard titles of the built-in list, whichever engine is set; the arguments are those of `suggest`."""
    suggestions, parts = title_standardiser().suggest(_clean(title), text=text, limit=limit)
    return OfferedTitles.of(SuggestedTitles(suggestions, parts, "embedded"), french=french)


def suggest_many(written: Sequence[Written], *, limit: int = 5, may_call: bool = True) -> list[OfferedTitles]:
    """Return standard titles for each of `written`, in their order.

    Lightcast is asked once for all that no curator mapped, and gives one title for each; when it fails, or may not be
    asked (`may_call`), the embedded engine answers for all.
    """
    cleaned = [Written(_clean(one.title), one.text) for one in written]
    answers: dict[str, SuggestedTitles] = {}
    notice = ""
    if engine_name() != "embedded":
        mapped = _mapped([one.title for one in cleaned])
        if may_call:
            asked = [one.title for one in cleaned if one.title not in mapped]
            try:
                answers = lightcast_engine().suggest_one_for_each(asked)
            except EngineError as error:
                notice = _instead(error)
        elif any(one.title not in mapped for one in cleaned):
            notice = _not_asked()
    standardiser = title_standardiser()

    def answer(one: Written) -> SuggestedTitles:
        if one.title in answers:
            return answers[one.title]
        suggestions, parts = standardiser.suggest(one.title, text=one.text, limit=limit)
        return SuggestedTitles(suggestions, parts, "embedded")

    return [OfferedTitles.of(answer(one), notice) for one in cleaned]


def in_french(title: str, language: str) -> bool:
    """Return whether a job of this language, or with this written title, takes a French title."""
    return language == "fr" or looks_french(_clean(title))


def search(words: str, *, written: str, french: bool = False) -> tuple[Choice, ...]:
    """Return titles of the built-in list that agree with `words`, as choices for the title as written."""
    parts = take_apart(_clean(written))
    found = title_standardiser().search(_clean(words)[:255], FOUND_AT_MOST)
    return tuple(Choice.by_hand(occupation, parts, french=french) for occupation in found)


def _means(title: str, choice: Choice) -> bool:
    """Return whether a title still says what was chosen: it holds its words, or the built-in list reads it so."""
    if set(terms(choice.name)) <= set(terms(title)):
        return True
    suggestions, _parts = title_standardiser().suggest(title, limit=1)
    return any(one.title_id == choice.title_id for one in suggestions)


def _clean(title: str) -> str:
    return title.replace("\x00", "")[:TITLE_CHARACTERS]


def _instead(error: EngineError) -> str:
    """Return what a person is told when the built-in list answered because of `error`."""
    resets_at = getattr(error, "resets_at", None)
    if resets_at is not None:
        return _("The Lightcast calls are used up until %(date)s. The built-in list was used.") % {
            "date": resets_at.date().isoformat()
        }
    return _("%(reason)s The built-in list was used.") % {"reason": wording.sentence(error.code, error.user_message)}


def _not_asked() -> str:
    """Return what is told to those who may only read."""
    return _("The built-in list was used: only those who may edit can spend calls to Lightcast.")


def _mapped(titles: Sequence[str]) -> set[str]:
    """Return those of `titles` that a curator mapped, as they are written or by what names the job in them."""
    keys = {title: {services.title_key(title), services.title_key(take_apart(title).core)} for title in titles}
    known = set(TitleMapping.objects.filter(key__in=set().union(*keys.values())).values_list("key", flat=True))
    return {title for title, own in keys.items() if own & known}


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
