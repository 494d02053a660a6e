"""Why a sign-in by the provider is refused, and what the person can do about it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """A reason, with the sentences that the person reads."""

    CANCELLED = (
        "cancelled",
        _("You stopped there, or you are not allowed to use this site. Try again, or ask an administrator."),
    )
    FAILED = (
        "failed",
        _("It took too long, was begun in another window, or the answer cannot be trusted. Try again."),
    )
    UNREACHABLE = (
        "unreachable",
        _("The sign-in service of your organisation does not answer as it should. Try again in a minute."),
    )
    EMAIL_TAKEN = (
        "email_taken",
        _(
            "An account with your e-mail address is here already, and it cannot be connected by itself. Sign in with "
            "its user name and password, or ask an administrator to connect it."
        ),
    )
    SWITCHED_OFF = ("switched_off", _("Your account is switched off. Ask an administrator."))


class RefusalError(Exception):
    """A sign-in is refused.

    Attributes:
        reason: why.
        cause: more about it for the log, in one word.
    """

    def __init__(self, reason: Reason, cause: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.cause = cause
