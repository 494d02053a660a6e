"""Says in plain words why a skill was tagged."""

from __future__ import annotations

from functools import cache

from skills.engines.base import Span, TaxonomySkill
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings

_HOW = (
    (FormKind.PHRASE, "“{form}” is a way of asking for this skill."),
    (FormKind.VERB_AND_OBJECT, "“{form}” says with a verb what the skill list calls {name}."),
    (FormKind.SHARED_HEAD, "“{form}” shares its last word with the list it stands in: {name}."),
    (FormKind.COHERENT, "“{form}” means this among the other {category} skills of the text."),
    (FormKind.FRENCH, "“{form}” is a French form of this skill."),
    (FormKind.CURATED, "“{form}” is another form of this skill."),
    (FormKind.ALIAS, "“{form}” is another form of this skill in the skill list."),
    (FormKind.ESCO, "“{form}” is another form of this skill in ESCO."),
    (FormKind.ABBREVIATION, "“{form}” is the abbreviation of this skill."),
    (FormKind.DERIVED, "“{form}” is a shorter or joined spelling of this skill."),
    (FormKind.UNQUALIFIED, "“{form}” is this skill's name without the part in parentheses."),
)
_SECTIONS = {
    "summary": "in the summary",
    "duties": "among the duties",
    "essential": "among the essential qualifications",
    "asset": "among the asset qualifications",
    "education": "in the section on education",
    "experience": "in the section on experience",
    "knowledge": "in the section on knowledge",
    "abilities": "in the section on abilities",
}
_LONGEST_QUOTE = 80


@cache
def _how(kind: int) -> str:
    """Return how a form of a kind speaks for a skill."""
    return next((text for flag, text in _HOW if kind & flag), "“{form}” is this skill's name in the skill list.")


def reasons_for(
    around: Surroundings, candidate: Candidate, skill: TaxonomySkill, *, span: Span, places: int, cue: str
) -> tuple[str, ...]:
    """Return why a skill was tagged, each reason one short sentence, most telling first.

    Args:
        around: the text.
        candidate: the phrase that speaks most clearly for the skill.
        skill: the skill.
        span: where the phrase stands in the text.
        places: number of places where it stands.
        cue: the sentence about its importance, empty when there is none.
    """
    form = around.words.text[span.start : span.end]
    if len(form) > _LONGEST_QUOTE:
        form = form[: _LONGEST_QUOTE - 1] + "…"
    reasons = [_how(candidate.kind).format(form=form, name=skill.name, category=skill.category)]
    section = _SECTIONS.get(around.sections[candidate.first])
    if section:
        reasons.append(f"It stands {section}.")
    if cue and not cue.startswith("It stands"):
        reasons.append(cue)
    if places > 1:
        reasons.append(f"It stands in {places} places.")
    return tuple(reasons)
