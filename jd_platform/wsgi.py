"""The entry point of the web server."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jd_platform.settings")

CHARSET = re.compile(r";\s*charset\s*=\s*(\"[^\"]*\"|[^;]*)", re.IGNORECASE)
django_application = get_wsgi_application()

from skills.engines.embedded.engine import title_index  # noqa: E402  once the applications are ready

title_index()  # before workers fork: they share it, and nobody who asks for a title first waits for it


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; it is read as UTF-8 whatever it claims.

    Django decodes even the address by the charset of Content-Type, and fails on codecs that stand for no text (rot13).
    """
    environ["CONTENT_TYPE"] = CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
    return django_application(environ, start_response)
