"""The form by which a person makes a webhook."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jd_platform.webhooks.models import SUBSCRIBED


class WebhookForm(forms.Form):
    """Where to send, and what."""

    address = forms.CharField(
        label=_("Address"), max_length=500, help_text=_("Where your system listens, beginning with https://.")
    )
    events = forms.MultipleChoiceField(
        label=_("When to tell it"),
        choices=[(event.value, event.label) for event in SUBSCRIBED],
        widget=forms.CheckboxSelectMultiple,
    )
