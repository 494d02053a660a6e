"""`Idempotency-Key`: a request that is sent again, because its answer got lost, is done once.

The key is claimed in a transaction of its own, so that a second request sees it at once. The work and its answer are
then committed together: a crash leaves a claim without an answer, which the next request takes over after a while.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from jd_platform.api_refusals import Conflict, Unprocessable
from jd_platform.idempotency.models import IdempotentRequest

HEADER = "Idempotency-Key"
REPLAY_HEADER = "Idempotent-Replay"
MAX_KEY = 255
KEPT = timedelta(hours=24)
LEASE = timedelta(minutes=2)
"""After this long a claim without an answer is that of a process that died."""
KEPT_HEADERS = ("ETag", "Location")

Handler = Callable[..., Response]


def idempotent(handler: Handler) -> Handler:
    """Have a view's method, which changes something, honour `Idempotency-Key`.

    The same key with the same body within 24 hours gets the same answer, marked by `Idempotent-Replay: true`. Only
    what succeeded is remembered: after an error the same key may come again.

    Raises:
        Conflict: the first request with this key is still being answered.
        Unprocessable: the key was used for something else.
    """

    @functools.wraps(handler)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return handler(view, request, *args, **kwargs)
        claim = _claim(request, _checked(key))
        if claim.status is not None:
            headers = {**claim.headers, REPLAY_HEADER: "true"}
            return Response(claim.body, status=claim.status, headers=headers)
        try:
            with transaction.atomic():
                response = handler(view, request, *args, **kwargs)
                _remember(claim, response)
        except BaseException:
            IdempotentRequest.objects.filter(pk=claim.pk).delete()
            raise
        return response

    answer.is_idempotent = True  # type: ignore[attr-defined]
    return answer


def forget_old_requests() -> int:
    """Delete what is remembered for longer than a day; return how much."""
    return IdempotentRequest.objects.filter(began_at__lt=timezone.now() - KEPT).delete()[0]


def _checked(key: str) -> str:
    if not 0 < len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
        raise exceptions.ValidationError({HEADER: [_("Send 1 to %(most)d printable characters.") % {"most": MAX_KEY}]})
    return key


def _claim(request: Request, key: str) -> IdempotentRequest:
    """Return the row of a new request, with no status, or that of the answered one."""
    now, request_hash = timezone.now(), _hash(request)
    person = cast("User", request.user)
    own = IdempotentRequest.objects.filter(person=person, key=key)
    own.filter(began_at__lt=now - KEPT).delete()
    own.filter(status=None, began_at__lt=now - LEASE).delete()
    try:
        with transaction.atomic():
            return IdempotentRequest.objects.create(person=person, key=key, request_hash=request_hash, began_at=now)
    except IntegrityError:
        known = own.first()
    if known is None or (known.status is None and known.request_hash == request_hash):
        raise Conflict(_("A request with this key is still being answered."), code="idempotency_key_in_use")
    if known.request_hash != request_hash:
        raise Unprocessable(_("This key was used for another request."), code="idempotency_key_reused")
    return known


def _hash(request: Request) -> str:
    """Return a hash of what is asked for: method, address and the values of the body, files with what is in them."""
    whole = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    data = request.data
    if not isinstance(data, QueryDict):
        whole.update(json.dumps(data, sort_keys=True).encode())
        return whole.hexdigest()
    for name in sorted(data):
        values = [_content(value) if isinstance(value, UploadedFile) else value for value in data.getlist(name)]
        whole.update(json.dumps([name, values]).encode())
    return whole.hexdigest()


def _content(file: UploadedFile[bytes]) -> list[str | None]:
    """Return the name of a file and a hash of what is in it."""
    content = hashlib.sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return [file.name, content.hexdigest()]


def _remember(claim: IdempotentRequest, response: Response) -> None:
    """Keep the answer with the claim.

    Raises:
        Conflict: the claim was taken over meanwhile; what was done is to be rolled back.
    """
    if response.status_code >= 400:
        IdempotentRequest.objects.filter(pk=claim.pk).delete()
        return
    kept = IdempotentRequest.objects.filter(pk=claim.pk).update(
        status=response.status_code,
        body=None if response.data is None else json.loads(JSONRenderer().render(response.data)),
        headers={name: response[name] for name in KEPT_HEADERS if response.has_header(name)},
    )
    if not kept:  # it took longer than LEASE, and another request has begun to do it
        raise Conflict(_("A request with this key is still being answered."), code="idempotency_key_in_use")
