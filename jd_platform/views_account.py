"""The pages of a person's own account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jd_platform.access import Request
from jd_platform.context import theme_of
from jd_platform.forms import PreferencesForm
from jd_platform.preferences import preferences_of, save_preferences
from jobs.queries import recent_batches


@require_http_methods(["GET", "POST"])
def account(request: Request) -> HttpResponse:
    """What this person prefers, and what is theirs; a POST saves the preferences."""
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        instance=preferences_of(request.user),
        initial={"theme": theme_of(request)},
    )
    if form.is_valid():
        saved = save_preferences(user=request.user, **form.cleaned_data)
        with translation.override(saved.language or translation.get_language()):
            messages.success(request, _("Your preferences were saved."))
        return redirect("account")
    context: dict[str, Any] = {"form": form, "batches": recent_batches(by=request.user)}
    return render(request, "account/account.html", context, status=422 if form.errors else 200)


class ChangePassword(PasswordChangeView):
    """The page on which people change their own password; other devices are signed out by it."""

    template_name = "account/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Save the new password."""
        response = super().form_valid(form)
        messages.success(self.request, _("Your password was changed. Other devices have been signed out."))
        return response
