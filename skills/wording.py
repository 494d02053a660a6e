"""What people are told about an extraction and about what an engine found, in their language.

Engines give their reasons as English sentences, which are stored with the tag; they are put into the reader's language
when they are shown.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SENTENCES = {
    "authentication": _("Lightcast refuses the credentials; an administrator has to correct them."),
    "configuration": _("The Lightcast settings cannot work; an administrator has to correct them."),
    "crashed": _("The worker stopped twice while it looked at this text."),
    "malformed_answer": _("Lightcast gave an answer that could not be understood."),
    "permission": _("The Lightcast account may not extract skills; an administrator has to ask Lightcast."),
    "quota": _("The Lightcast calls of this month are used up."),
    "refused": _("Lightcast refused the text."),
    "not_found": _("Lightcast does not know the skill list version that is set; an administrator has to correct it."),
    "throttled": _("Lightcast is busy."),
    "too_large": _("The text is longer than Lightcast takes."),
    "unavailable": _("Lightcast does not answer."),
}

REASONS = (
    _("“%(form)s” is this skill's name in the skill list."),
    _("“%(form)s” is a way of asking for this skill."),
    _("“%(form)s” says with a verb what the skill list calls %(name)s."),
    _("“%(form)s” shares its last word with the list it stands in: %(name)s."),
    _("“%(form)s” means this among the other %(category)s skills of the text."),
    _("“%(form)s” is a French form of this skill."),
    _("“%(form)s” is another form of this skill."),
    _("“%(form)s” is another form of this skill in the skill list."),
    _("“%(form)s” is another form of this skill in ESCO."),
    _("“%(form)s” is the abbreviation of this skill."),
    _("“%(form)s” is a shorter or joined spelling of this skill."),
    _("“%(form)s” is this skill's name without the part in parentheses."),
    _("It stands in the summary."),
    _("It stands among the duties."),
    _("It stands among the essential qualifications."),
    _("It stands among the asset qualifications."),
    _("It stands in the section on education."),
    _("It stands in the section on experience."),
    _("It stands in the section on knowledge."),
    _("It stands in the section on abilities."),
    _("It stands in %(places)s places."),
    _("The sentence says “%(cue)s”."),
    _("Lightcast found it in the text."),
    _("Lightcast found it in %(phrases)s."),
    _("The French title leads to “%(title)s”."),
    _("“%(title)s” is a known name of this occupation."),
    _("The title is much like “%(title)s”."),
    _("The title is near in meaning to “%(title)s”."),
    _("Lightcast reads “%(title)s” as this title."),
    _("A curator mapped this title."),
    _("It was chosen from the title list."),
    _("It was chosen as suggested, and the title rewritten by hand afterwards."),
)


def sentence(code: str, message: str) -> str:
    """Return the sentence for `code` in the reader's language; `message`, as it was logged, for an unknown code."""
    return gettext(SENTENCES[code]) if code in SENTENCES else message


def reason(sentence: str) -> str:
    """Return an engine's reason in the reader's language; as it is when it is none of `REASONS`."""
    recognised = _recognised(sentence)
    return gettext(recognised[0]) % recognised[1] if recognised else sentence


@lru_cache(maxsize=4096)
def _recognised(sentence: str) -> tuple[str, dict[str, str]] | None:
    for form in REASONS:
        match = _pattern(form).fullmatch(sentence)
        if match:
            return form, match.groupdict()
    return None


@lru_cache(maxsize=len(REASONS))
def _pattern(form: str) -> re.Pattern[str]:
    """Return the expression that takes the words out of a reason written after `form`."""
    parts = re.split(r"%\((\w+)\)s", form)
    return re.compile(
        "".join(f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts)), re.DOTALL
    )
