"""The API of standard titles: for one written title, or for up to 500 of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, PolymorphicProxySerializer, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jd_platform.api import MayView, may_spend_calls
from jd_platform.api_fields import KnownFields
from jobs.models import JobDescription
from skills import titles

MAX_TITLES = 500
MAX_HINT = 20_000
"""Characters of text with each title of a list: enough to tell occupations apart."""
LARGEST_ID = 2**63 - 1


class SuggestTitleSerializer(KnownFields):
    """One written title to standardise, with the job's own text, or its id, as a hint."""

    title = serializers.CharField(max_length=titles.TITLE_CHARACTERS)
    text = serializers.CharField(required=False, allow_blank=True, default="", max_length=settings.READ_MAX_CHARACTERS)
    job_id = serializers.PrimaryKeyRelatedField(
        required=False,
        allow_null=True,
        default=None,
        queryset=JobDescription.objects.all(),
        pk_field=serializers.IntegerField(),
    )
    limit = serializers.IntegerField(required=False, default=5, min_value=1, max_value=25)


class WrittenTitleSerializer(KnownFields):
    """One of several written titles."""

    title = serializers.CharField(max_length=titles.TITLE_CHARACTERS)
    text = serializers.CharField(required=False, allow_blank=True, default="", max_length=MAX_HINT)
    job_id = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST_ID)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "minLength": 1, "maxLength": titles.TITLE_CHARACTERS},
            {
                "type": "object",
                "required": ["title"],
                "properties": {
                    "title": {"type": "string", "minLength": 1, "maxLength": titles.TITLE_CHARACTERS},
                    "text": {"type": "string", "maxLength": MAX_HINT},
                    "job_id": {"type": ["integer", "null"], "minimum": 1, "maximum": LARGEST_ID},
                },
            },
        ]
    }
)
class WrittenTitleField(serializers.Field[Any, Any, Any, Any]):
    """A written title, alone or as an object with its hint."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return title, text and job_id."""
        wanted = WrittenTitleSerializer(data={"title": data} if isinstance(data, str) else data)
        wanted.is_valid(raise_exception=True)
        return dict(wanted.validated_data)


class SuggestTitlesSerializer(KnownFields):
    """Up to 500 written titles to standardise."""

    titles = serializers.ListField(
        child=WrittenTitleField(),
        min_length=1,
        max_length=MAX_TITLES,
        help_text="Each one a text, or an object with `title` and, as a hint, `text` or `job_id`.",
    )
    limit = serializers.IntegerField(required=False, default=5, min_value=1, max_value=25)


class SuggestionSerializer(serializers.Serializer[Any]):
    """One standard title."""

    id = serializers.CharField(source="suggestion.title_id")
    title = serializers.CharField(source="suggestion.title")
    title_fr = serializers.CharField(
        source="suggestion.title_fr",
        help_text="The title in French, masculine and feminine; empty when there is none.",
    )
    title_with_level = serializers.CharField(
        source="choice.title", help_text="`title` with level and classification of the written one put back."
    )
    level = serializers.CharField(source="choice.level")
    confidence = serializers.FloatField(source="suggestion.confidence")
    reason = serializers.CharField(source="suggestion.reason")
    source = serializers.CharField(source="suggestion.source")  # type: ignore[assignment]  # a field of this name
    source_version = serializers.CharField(source="suggestion.source_version")


class PartsSerializer(serializers.Serializer[Any]):
    """What was set aside from the written title."""

    core = serializers.CharField()
    level = serializers.CharField()
    classification = serializers.CharField()
    contract = serializers.CharField()
    place = serializers.CharField()
    department = serializers.CharField()
    reference = serializers.CharField()
    other = serializers.ListField(child=serializers.CharField())


class SuggestedTitlesSerializer(serializers.Serializer[Any]):
    """Standard titles for one written title, best first."""

    suggestions = SuggestionSerializer(many=True, source="titles")
    parts = PartsSerializer(source="suggested.parts")
    engine = serializers.CharField(source="suggested.engine")
    notice = serializers.CharField()


class SuggestedForEachSerializer(serializers.Serializer[Any]):
    """Standard titles for each of several written ones, in their order."""

    answers = SuggestedTitlesSerializer(many=True)


class SuggestTitleView(APIView):
    """Title standardisation."""

    permission_classes = [MayView]
    token_scope = "read"  # noqa: S105  a scope; nothing is stored
    is_costly = True

    @extend_schema(
        summary="Suggest standard titles for a written one, or for each of up to 500",
        description=(
            "Send `title` for one, or `titles` for several. The lists are empty where nothing fits. With Lightcast, "
            "several titles take one call together and get at most one standard title each; titles that a curator "
            "mapped, and all when Lightcast does not answer, are standardised by the built-in list, which `notice` "
            "and `source` tell. So are all titles of people who may not edit, and of tokens that may only read: they "
            "cannot spend a call."
        ),
        request=PolymorphicProxySerializer(
            "SuggestTitleRequest", [SuggestTitleSerializer, SuggestTitlesSerializer], resource_type_field_name=None
        ),
        responses=PolymorphicProxySerializer(
            "SuggestTitleAnswer", [SuggestedTitlesSerializer, SuggestedForEachSerializer], resource_type_field_name=None
        ),
        operation_id="suggest_title",
        examples=[
            OpenApiExample("One title", value={"title": "Sr. Data Analyst (EC-05)"}, request_only=True),
            OpenApiExample("Several", value={"titles": ["Sr. Data Analyst", "Payroll Clerk"]}, request_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """Return at most `limit` standard titles for each written one."""
        if isinstance(request.data, Mapping) and "titles" in request.data:
            return Response(SuggestedForEachSerializer({"answers": _for_each(request)}).data)
        wanted = SuggestTitleSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        data = wanted.validated_data
        text = data["text"] or (data["job_id"].text if data["job_id"] else "")
        offered = titles.suggest(data["title"], text=text, limit=data["limit"], may_call=may_spend_calls(request))
        return Response(SuggestedTitlesSerializer(offered).data)


def _for_each(request: Request) -> list[titles.OfferedTitles]:
    """Return what is offered for each title of the request's body.

    Raises:
        ValidationError: by field; one of a title of the list is named as in "titles.3.job_id", counted from 0.
    """
    body = request.data
    if "title" in body:
        raise serializers.ValidationError({"titles": [_("Send either title or titles.")]})
    wanted = SuggestTitlesSerializer(data=body)
    if not wanted.is_valid():
        raise serializers.ValidationError(dict(_named(wanted.errors)))
    rows = wanted.validated_data["titles"]
    ids = {row["job_id"] for row in rows if row["job_id"]}
    texts = dict(JobDescription.objects.filter(pk__in=ids).values_list("pk", "text"))
    unknown = {
        f"titles.{place}.job_id": [_("No job has this id.")]
        for place, row in enumerate(rows)
        if row["job_id"] and row["job_id"] not in texts
    }
    if unknown:
        raise serializers.ValidationError(unknown)
    written = [titles.Written(row["title"], row["text"] or texts.get(row["job_id"], "")) for row in rows]
    return titles.suggest_many(written, limit=wanted.validated_data["limit"], may_call=may_spend_calls(request))


def _named(errors: Any, name: str = "") -> Iterable[tuple[str, Any]]:
    """Yield the errors with the full name of the field they are of."""
    if not isinstance(errors, Mapping):
        yield name, errors
        return
    for field, inner in errors.items():
        yield from _named(inner, f"{name}.{field}" if name else str(field))
