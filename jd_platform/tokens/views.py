"""The page of one's tokens."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jd_platform.access import Request, may_view
from jd_platform.tokens import services
from jd_platform.tokens.forms import TokenForm
from jd_platform.tokens.models import ApiToken

ENDED = 20
"""How many that are over the page still shows."""


@may_view
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: Request) -> HttpResponse:
    """One's tokens; a POST makes one and shows it, this once."""
    form = TokenForm(request.POST) if request.method == "POST" else TokenForm()
    made, secret = None, ""
    if form.is_valid():
        try:
            made, secret = services.create_token(person=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = TokenForm()
    own = ApiToken.objects.filter(person=request.user)
    context = {"form": form, "valid": own.valid(), "ended": own.ended()[:ENDED], "made": made, "secret": secret}
    return render(request, "tokens/list.html", context, status=422 if form.errors else 200)


@may_view
@require_POST
def revoke(request: Request, token_id: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    token = get_object_or_404(ApiToken, pk=token_id, person=request.user)
    services.revoke_token(token=token, by=request.user)
    messages.success(request, _("“%(name)s” was revoked; nothing gets in with it any more.") % {"name": token.name})
    return redirect("tokens:list")
