"""Forms of the site itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.utils.translation import gettext_lazy as _

from jd_platform.models import Preferences


class SignInForm(AuthenticationForm):
    """Sign-in that refuses a name no account can have before anything is looked up or written down."""

    username = UsernameField(max_length=150, widget=forms.TextInput(attrs={"autofocus": True}))
    password = forms.CharField(max_length=4096, strip=False, widget=forms.PasswordInput)


class PreferencesForm(forms.ModelForm[Preferences]):
    """What a person prefers."""

    class Meta:
        model = Preferences
        fields = ("language", "theme", "shortcuts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name what holds while nothing is chosen."""
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As the browser")), *Preferences.Language.choices]
        self.fields["theme"].choices = Preferences.Theme.choices
        self.fields["theme"].required = False
        self.initial["theme"] = self.initial.get("theme") or Preferences.Theme.SYSTEM
