"""The API of the dashboard's numbers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics import queries
from jd_platform.api import MayView
from jd_platform.api_paging import Pages
from skills.models import Skill

TOP_MAX = 200


class SkillCountSerializer(serializers.Serializer[Any]):
    """One skill with the jobs that ask for it."""

    lightcast_id = serializers.CharField()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Skill.Type.choices)
    category = serializers.CharField(help_text="Empty when the skill has none.")
    jobs = serializers.IntegerField(help_text="Job descriptions that ask for it.")
    confirmed = serializers.IntegerField(help_text="Those of them where a person confirmed or added it.")
    share = serializers.FloatField(help_text="Share of all job descriptions under the filters, from 0 to 1.")


class GroupCountSerializer(serializers.Serializer[Any]):
    """One type or category."""

    code = serializers.CharField()
    name = serializers.CharField()
    skills = serializers.IntegerField(help_text="Different skills.")
    tags = serializers.IntegerField(help_text="Pairs of job and skill.")
    share = serializers.FloatField(help_text="Share of all such pairs, from 0 to 1.")


class TotalsSerializer(serializers.Serializer[Any]):
    """How much is known."""

    jobs = serializers.IntegerField()
    jobs_with_skills = serializers.IntegerField()
    coverage = serializers.FloatField(help_text="Share of the jobs with at least one skill, from 0 to 1.")
    skills = serializers.IntegerField(help_text="Different skills.")
    tags = serializers.IntegerField(help_text="Pairs of job and skill.")
    mean_skills = serializers.FloatField(help_text="Mean number of skills of a job.")
    confirmed = serializers.IntegerField(help_text="Pairs that a person confirmed or added.")
    confirmed_share = serializers.FloatField()


class TopSerializer(serializers.Serializer[Any]):
    """The skills asked for most."""

    jobs = serializers.IntegerField(help_text="Job descriptions under the filters.")
    results = SkillCountSerializer(many=True)


class InventorySerializer(serializers.Serializer[Any]):
    """One page of all skills in use."""

    count = serializers.IntegerField(help_text="Skills on all pages.")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = SkillCountSerializer(many=True)


_FILTERS = [
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
    OpenApiParameter("since", {"type": "string", "format": "date"}),
    OpenApiParameter("until", {"type": "string", "format": "date"}),
]


class AnalyticsView(APIView):
    """What the endpoints share: the job list's filters."""

    permission_classes = [MayView]

    def selection(self, request: Request) -> queries.Selection:
        """Return what the request's filters leave.

        Raises:
            serializers.ValidationError: a filter is malformed.
        """
        selection = queries.select(request.GET)
        if not selection.filter.form.is_valid():
            raise serializers.ValidationError(selection.filter.form.errors)
        return selection


class InventoryView(AnalyticsView):
    """All skills in use."""

    @extend_schema(
        summary="Every skill that is asked for, most frequent first",
        parameters=[*_FILTERS, OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=InventorySerializer,
        operation_id="analytics_inventory",
    )
    def get(self, request: Request) -> Response:
        """Return one page of the inventory."""
        pages = Pages()
        rows = pages.paginate_queryset(queries.inventory(self.selection(request)), request, view=self) or []
        return pages.get_paginated_response(SkillCountSerializer(rows, many=True).data)


class TopQuerySerializer(serializers.Serializer[Any]):
    """How many skills are wanted."""

    limit = serializers.IntegerField(min_value=1, max_value=TOP_MAX, default=queries.TOP_LIMIT)


class TopView(AnalyticsView):
    """The skills asked for most."""

    @extend_schema(
        summary="The skills asked for most",
        parameters=[*_FILTERS, TopQuerySerializer],
        responses=TopSerializer,
        operation_id="analytics_top",
    )
    def get(self, request: Request) -> Response:
        """Return the first `limit` rows of the inventory with the number of jobs they are shares of."""
        wanted = TopQuerySerializer(data=request.GET)
        wanted.is_valid(raise_exception=True)
        selection = self.selection(request)
        top = queries.top_skills(selection, wanted.validated_data["limit"])
        return Response(TopSerializer({"jobs": selection.job_count, "results": top}).data)


class TypesView(AnalyticsView):
    """Types of skills."""

    @extend_schema(
        summary="How often each type of skill is asked for",
        parameters=_FILTERS,
        responses=GroupCountSerializer(many=True),
        operation_id="analytics_types",
    )
    def get(self, request: Request) -> Response:
        """Return the types in use."""
        return Response(GroupCountSerializer(queries.types(self.selection(request)), many=True).data)


class CategoriesView(AnalyticsView):
    """Categories of skills."""

    @extend_schema(
        summary="How often the skills of each category are asked for",
        parameters=_FILTERS,
        responses=GroupCountSerializer(many=True),
        operation_id="analytics_categories",
    )
    def get(self, request: Request) -> Response:
        """Return the categories in use, most frequent first."""
        return Response(GroupCountSerializer(queries.categories(self.selection(request)), many=True).data)


class StatsView(AnalyticsView):
    """How much is known."""

    @extend_schema(
        summary="How many jobs, skills and tags there are, and how far review has come",
        parameters=_FILTERS,
        responses=TotalsSerializer,
        operation_id="analytics_stats",
    )
    def get(self, request: Request) -> Response:
        """Return the totals."""
        return Response(TotalsSerializer(queries.totals(self.selection(request))).data)
