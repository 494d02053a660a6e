"""How the analytics API describes itself: the filters that every endpoint honours, and an example of each answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.views import APIView

from jobs.spreadsheets import WORKBOOK_TYPE
from skills.models import Skill

View = TypeVar("View", bound=type[APIView])

FILTERS = [
    OpenApiParameter("q", str, description="Words that the job description must hold."),
    OpenApiParameter(
        "skill", str, many=True, description="Lightcast ids; jobs with all of them, or any with match=any."
    ),
    OpenApiParameter("match", str, enum=["all", "any"]),
    OpenApiParameter("without", str, many=True, description="Lightcast ids; jobs with none of them."),
    OpenApiParameter("department", str, many=True),
    OpenApiParameter("classification", str, many=True),
    OpenApiParameter("language", str, many=True, enum=["en", "fr"]),
    OpenApiParameter("status", str, many=True, enum=["draft", "active", "archived"]),
    OpenApiParameter("standard_title", str, many=True, enum=["with", "without"]),
    OpenApiParameter(
        "type",
        str,
        many=True,
        enum=list(Skill.Type.values),
        description="Jobs with a skill of the type; only such skills are counted.",
    ),
    OpenApiParameter(
        "category",
        str,
        many=True,
        description="Codes of categories or subcategories: jobs with a skill of them; only such skills are counted.",
    ),
    OpenApiParameter(
        "review",
        str,
        many=True,
        enum=["untouched", "partly", "reviewed"],
        description="Jobs of whose skills people decided none, some, or all.",
    ),
    OpenApiParameter("batch", OpenApiTypes.UUID, description="Jobs of one upload."),
    OpenApiParameter("since", OpenApiTypes.DATE, description="Jobs dated on this day or later."),
    OpenApiParameter("until", OpenApiTypes.DATE, description="Jobs dated on this day or before."),
]

PYTHON = {
    "lightcast_id": "KS125LS6N7WP4S6SFTCK",
    "name": "Python (Programming Language)",
    "type": "specialized",
    "category": "Information Technology",
}
SQL = {**PYTHON, "lightcast_id": "KS440W865GC4VRBW6LJP", "name": "SQL (Programming Language)"}
_COUNT = {**PYTHON, "jobs": 120, "confirmed": 48, "share": 0.4}
_GROUP = {"code": "specialized", "name": "Specialised", "skills": 310, "tags": 2400, "jobs": 290, "share": 0.61}
_SHARE = {**PYTHON, "jobs": 30, "share": 0.6, "overall": 0.4, "lift": 1.5}
_TOGETHER = {"together": 80, "expected": 36.0, "lift": 2.22}
EXAMPLES: dict[str, Any] = {
    "inventory": _COUNT,
    "top": {"jobs": 300, "results": [_COUNT]},
    "types": [_GROUP],
    "categories": [
        {
            **_GROUP,
            "code": "17.0",
            "name": "Information Technology",
            "subcategories": [{**_GROUP, "code": "17.0.471.0", "name": "Scripting Languages"}],
        }
    ],
    "stats": {
        "jobs": 300,
        "jobs_with_skills": 294,
        "coverage": 0.98,
        "skills": 640,
        "tags": 3900,
        "mean_skills": 13.0,
        "suggested": 2600,
        "confirmed": 1300,
        "rejected": 210,
        "confirmed_share": 0.33,
        "untouched": 120,
        "partly": 90,
        "reviewed": 84,
        "engines": [{"version": "embedded-3", "tags": 3850}],
    },
    "trends": {
        "step": "quarter",
        "periods": [{"key": "2026-Q1", "first": "2026-01-01", "last": "2026-03-31", "jobs": 40}],
        "lines": [{"skill": PYTHON, "jobs": [18], "shares": [0.45]}],
        "undated": 12,
        "outside": 3,
    },
    "rising": {
        "skill": PYTHON,
        "before": 30,
        "now": 55,
        "share_before": 0.3,
        "share_now": 0.44,
        "difference": 0.14,
    },
    "new": {"skill": PYTHON, "jobs": 4, "first": "2026-02-02"},
    "departments": {
        "name": "Finance",
        "jobs": 50,
        "share": 0.17,
        "jobs_with_skills": 49,
        "skills": 210,
        "tags": 700,
        "mean_skills": 14.0,
        "top": [_SHARE],
        "distinctive": [_SHARE],
    },
    "cooccurrence": {"a": PYTHON, "b": SQL, **_TOGETHER},
    "neighbours": {"skill": SQL, "share": 0.67, **_TOGETHER},
    "gaps": {
        **PYTHON,
        "jobs_a": 1,
        "jobs_b": 0,
        "share_a": 1.0,
        "share_b": 0.0,
        "importance_a": "required",
        "importance_b": "",
    },
    "rare": {"skill": PYTHON, "job": 17, "title": "Data Analyst", "department": "Finance"},
    "concentrated": {"skill": PYTHON, "department": "Finance", "jobs": 6},
    "review": {
        "name": "Finance",
        "jobs": 50,
        "suggested": 400,
        "confirmed": 240,
        "rejected": 60,
        "decided_share": 0.43,
        "untouched": 20,
        "partly": 12,
        "reviewed": 17,
        "oldest": {"job": 17, "title": "Data Analyst", "added": "2026-01-05T14:00:00Z"},
    },
    "acceptance": [
        {
            "version": "embedded-3",
            "low": 0.8,
            "high": 0.9,
            "suggested": 900,
            "confirmed": 410,
            "rejected": 40,
            "rate": 0.91,
        }
    ],
}


def described(summary: str, name: str, *, many: bool = False) -> Callable[[View], View]:
    """Return a decorator that describes an analytics view.

    Args:
        summary: what it answers.
        name: the last word of its address.
        many: whether the whole answer is a list.
    """

    def describe(view: View) -> View:
        pages = [OpenApiParameter("page", int), OpenApiParameter("page_size", int)]
        shape, paged, asked = view.shape, view.paged, view.asked  # type: ignore[attr-defined]
        answer: Any = shape(many=True) if many else shape
        example = EXAMPLES[name]
        if paged:
            answer = _page(name, shape)
            example = {"count": 1, "next": None, "previous": None, "results": [example]}
        own = [asked] if asked is not serializers.Serializer else []
        extend = extend_schema(
            summary=summary,
            parameters=[*FILTERS, *own, *(pages if paged else [])],
            responses={
                (200, "application/json"): OpenApiResponse(
                    answer, examples=[OpenApiExample("An answer", value=example, response_only=True)]
                ),
                (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="All rows."),
                (200, WORKBOOK_TYPE): OpenApiResponse(OpenApiTypes.BINARY, description="All rows."),
            },
            operation_id=f"analytics_{name}",
        )
        view.get = extend(_own_get(view))  # type: ignore[attr-defined]
        return view

    return describe


def _own_get(view: type[APIView]) -> Any:
    """Return a `get` of the view's own, so that its description is not that of all."""

    def get(self: Any, request: Any) -> Any:
        return super(view, self).get(request)

    get.__doc__ = view.__doc__
    return get


def _page(name: str, shape: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    return inline_serializer(
        f"{name.title()}Page",
        {
            "count": serializers.IntegerField(help_text="Rows on all pages."),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": shape(many=True),
        },
    )
