"""What people are told about an extraction that did not succeed, by the code of its reason."""

from __future__ import annotations

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


def sentence(code: str, message: str) -> str:
    """Return the sentence for `code` in the reader's language; `message`, as it was logged, for an unknown code."""
    return gettext(SENTENCES[code]) if code in SENTENCES else message
