"""Forms of the site itself."""

from __future__ import annotations

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

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As the browser")), *Preferences.Language.choices],
        required=False,
        help_text=_("Of the pages; a job's text stays in its own."),
    )
    theme = forms.ChoiceField(label=_("Appearance"), choices=Preferences.Theme.choices)

    class Meta:
        model = Preferences
        fields = ("language", "theme", "shortcuts")
