"""How the API reads bodies: as JSON, or as a form with files, within limits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import exceptions, parsers

from jd_platform.api_refusals import TooLarge


class JSONParser(parsers.JSONParser):
    """JSON, also when it is larger or nested deeper than can be read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return what the body holds.

        Raises:
            ParseError: it is no JSON, or nested too deep.
            TooLarge: it is.
        """
        refuse_larger(parser_context, settings.API_MAX_BODY_BYTES)
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError("JSON parse error - nested too deep") from error


class UploadParser(parsers.MultiPartParser):
    """A form with files, as large as that many files may be."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return what the form holds.

        Raises:
            ParseError: it is no such form.
            TooLarge: it is.
        """
        largest = settings.UPLOAD_MAX_FILES * settings.UPLOAD_MAX_BYTES + settings.UPLOAD_MAX_ARCHIVE_BYTES
        refuse_larger(parser_context, largest)
        return super().parse(stream, media_type, parser_context)


def refuse_larger(parser_context: Any, limit: int) -> None:
    """Refuse a body of more than `limit` bytes before any of it is read.

    Raises:
        TooLarge: it is.
    """
    length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > limit:
        raise TooLarge
