"""To the provider and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jd_platform import audit
from jd_platform.oidc.adapters import ProviderAdapter
from jd_platform.oidc.refusals import Reason, RefusalError

View = Callable[..., HttpResponse]

# The provider's answer lacks or garbles a part, or the same newcomer comes twice at once.
GARBLED = (KeyError, TypeError, ValueError, IntegrityError)


def refused_plainly(view: View) -> View:
    """Have a page of ours say why the sign-in in `view` is refused."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            return view(request, **parts)
        except RefusalError as refused:
            return _refusal(request, refused)
        except OSError as error:  # what requests raises is one
            return _refusal(request, RefusalError(Reason.UNREACHABLE, type(error).__name__))
        except GARBLED as error:
            return _refusal(request, RefusalError(Reason.FAILED, type(error).__name__))

    return answer


def _refusal(request: HttpRequest, refused: RefusalError) -> HttpResponse:
    audit.note_refused_sign_in(reason=refused.reason.value, cause=refused.cause)
    context = {"reason": refused.reason.label, "name": settings.OIDC_NAME}
    status = 503 if refused.reason is Reason.UNREACHABLE else 403
    return render(request, "registration/oidc_refused.html", context, status=status)


@login_not_required
@require_POST
@refused_plainly
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the provider, which leads back to `callback`."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = resolve_url(settings.LOGIN_REDIRECT_URL)
    provider = get_adapter(request).get_provider(request, settings.OIDC_ISSUER)
    answer: HttpResponse = provider.redirect(request, process=AuthProcess.LOGIN, next_url=target)
    return answer


@login_not_required
@never_cache
@require_GET
@refused_plainly
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whom the provider vouches for, and lead to the page that was wanted."""
    answer: HttpResponse = OAuth2CallbackView.adapter_view(ProviderAdapter(request, provider_id))(request)
    return answer
