"""The form by which a person makes a token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jd_platform.tokens.models import ApiToken

LIVES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("One year")), ("", _("Without end"))]


class TokenForm(forms.Form):
    """Name, scope and life of a new token."""

    name = forms.CharField(label=_("Name"), max_length=64, help_text=_("What will use it, such as “HR system”."))
    scope = forms.ChoiceField(
        label=_("Scope"),
        choices=ApiToken.Scope.choices,
        initial=ApiToken.Scope.READ,
        help_text=_("It never allows more than you may do yourself."),
    )
    days = forms.TypedChoiceField(
        label=_("Good for"), choices=LIVES, coerce=int, empty_value=None, initial="90", required=False
    )
