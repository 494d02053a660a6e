"""How the API describes itself: besides what each view says, the refusals and headers that hold for all of them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from jd_platform.api_fields import KnownFields

BODY = {"POST", "PUT", "PATCH"}

# What is said of each refusal, and an example of it: the code and the sentence.
REFUSALS = {
    "400": ("A value is malformed; `fields` names it.", "invalid", "The request holds values that cannot be used."),
    "401": ("No token, or one that is not valid.", "authentication_failed", "The token is not valid."),
    "403": ("The person or the token may not.", "permission_denied", "You may not do this."),
    "404": ("It is not there.", "not_found", "Not found."),
    "406": ("The Accept header asks for something else than JSON.", "not_acceptable", "Only JSON is answered."),
    "409": (
        "A request with this Idempotency-Key is still being answered.",
        "idempotency_key_in_use",
        "A request with this key is still being answered.",
    ),
    "412": ("It is no longer what If-Match says.", "precondition_failed", "It was changed meanwhile."),
    "413": ("The body is too large.", "too_large", "The request is larger than it may be."),
    "415": ("The body is of another kind.", "unsupported_media_type", "Unsupported media type in request."),
    "422": (
        "The Idempotency-Key was used for another request.",
        "idempotency_key_reused",
        "This key was used for another request.",
    ),
    "429": ("Too many requests; Retry-After tells how many seconds to wait.", "throttled", "Request was throttled."),
    "503": ("The database or an engine does not answer; nothing was stored.", "unavailable", "Try again in a minute."),
}


class ErrorDetailSerializer(serializers.Serializer[Any]):
    """What went wrong."""

    code = serializers.CharField(help_text="Stable, for programs.")
    message = serializers.CharField(allow_blank=True, help_text="A sentence for people, in the language asked for.")
    fields = serializers.DictField(  # type: ignore[assignment]  # a field of this name
        required=False, help_text="With the code `invalid`: what is wrong, by the field's name."
    )


class ErrorSerializer(serializers.Serializer[Any]):
    """Every refusal has this shape."""

    error = ErrorDetailSerializer()


class ApiSchema(AutoSchema):
    """The description of one operation."""

    def get_override_parameters(self) -> list[Any]:
        """Return the headers that the operation honours."""
        return [*super().get_override_parameters(), *self._headers()]

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if isinstance(serializer, KnownFields):
            schema["additionalProperties"] = False
        return schema

    def _headers(self) -> list[OpenApiParameter]:
        if self.method == "GET":
            return [_header("If-None-Match", "The ETag of an earlier answer; 304 where nothing has changed since.")]
        headers = []
        if self._honours_if_match():
            headers.append(_header("If-Match", "The ETag of what is to be changed; 412 where it is no longer that."))
        if self._is_idempotent():
            headers.append(
                _header(
                    "Idempotency-Key",
                    "Chosen by the sender, 1 to 255 printable characters: sent again within 24 hours with the same "
                    "body, the request is not done again, and answered as before with `Idempotent-Replay: true`.",
                    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
                )
            )
        return headers

    def _handler(self) -> Any:
        name = getattr(self.view, "action", None) or str(self.method).lower()
        return getattr(self.view, name, None)

    def _is_idempotent(self) -> bool:
        return bool(getattr(self._handler(), "is_idempotent", False))

    def _honours_if_match(self) -> bool:
        return self.method in getattr(self.view, "honours_if_match", ())

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        answers: dict[str, Any] = super()._get_response_bodies(direction)
        if self.method == "GET":
            answers["304"] = {"description": "Nothing has changed since the answer that If-None-Match names."}
        error = self.resolve_serializer(ErrorSerializer, direction).ref
        for code in sorted(self._refusals() - set(answers)):
            answers[code] = _refusal(code, error)
        return answers

    def _refusals(self) -> set[str]:
        codes = {"401", "403", "406", "429", "503"}
        takes_body = self.method in BODY and bool(self._get_request_body())  # type: ignore[no-untyped-call]
        if takes_body:
            codes |= {"400", "413", "415"}
        if self._is_idempotent():
            codes |= {"400", "409", "422"}
        if self._honours_if_match():
            codes |= {"412"}
        if "{" in str(self.path):
            codes |= {"404"}
        if any(parameter["in"] == "query" for parameter in self._get_parameters()):
            codes |= {"400"}
        return codes


def without_closing_slash(endpoints: list[tuple[str, str, str, Any]]) -> list[tuple[str, str, str, Any]]:
    """Return the operations under the shorter of the two forms of their addresses."""
    return [(path.rstrip("/"), regex, method, view) for path, regex, method, view in endpoints]


def _header(name: str, description: str, schema: Any = str) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, required=False, description=description)


def _refusal(code: str, error: dict[str, Any]) -> dict[str, Any]:
    description, error_code, message = REFUSALS[code]
    example: dict[str, Any] = {"error": {"code": error_code, "message": message}}
    if code == "400":
        example["error"]["fields"] = {"title": ["This field may not be blank."]}
    answer: dict[str, Any] = {
        "description": description,
        "content": {"application/json": {"schema": error, "example": example}},
    }
    if code in ("429", "503"):
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    return answer
