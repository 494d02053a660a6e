"""The API of job descriptions."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from jd_platform.api_conditions import CHANGES, check_if_match, etag_of_data
from jd_platform.api_fields import KnownFields
from jd_platform.idempotency.services import idempotent
from jobs import queries, services
from jobs.filters import JobFilter
from jobs.models import JobDescription

FACTS = ["title", "reference", "department", "classification", "location", "language", "status", "effective_date"]


class JobSummarySerializer(KnownFields, serializers.ModelSerializer[JobDescription]):
    """A job description without its text."""

    class Meta:
        model = JobDescription
        fields = ["id", *FACTS, "source_name", "source_format", "created_at", "updated_at"]
        read_only_fields = ["source_name", "source_format"]


class JobSerializer(JobSummarySerializer):
    """A job description with its text."""

    class Meta(JobSummarySerializer.Meta):
        fields = [*JobSummarySerializer.Meta.fields, "text"]

    def save(self, **kwargs: Any) -> JobDescription:
        """Save through the service that the pages use."""
        job, given = self.instance or JobDescription(), dict(self.validated_data)
        if self.instance is not None and not self.partial:
            given = self._defaults() | given
        for name, value in given.items():
            setattr(job, name, value)
        self.instance = services.save_job(job=job, user=self.context["request"].user, fields=given.keys())
        return self.instance

    def _defaults(self) -> dict[str, Any]:
        """Return what the fields hold that a replacement leaves out."""
        new = JobDescription()
        return {name: getattr(new, name) for name, field in self.fields.items() if not field.read_only}


ANALYST = {
    "title": "Senior Data Analyst",
    "department": "Statistics",
    "classification": "EC-05",
    "language": "en",
    "text": "Duties\n\nBuilds dashboards.\n\nRequirements\n\nExperience with Python and SQL.",
}


@extend_schema_view(
    list=extend_schema(
        summary="List job descriptions",
        description="Filtered and searched as the job list is; sorted by `sort`, the newest first without it.",
        parameters=[OpenApiParameter("sort", str, enum=list(queries.SORT_ORDERS))],
    ),
    retrieve=extend_schema(summary="One job description with its text"),
    create=extend_schema(
        summary="Add a job description; its skills are found in the background",
        examples=[OpenApiExample("An analyst", value=ANALYST, request_only=True)],
    ),
    update=extend_schema(
        summary="Replace a job description",
        description="Fields that are left out are emptied, or get the value that a new job description has.",
    ),
    partial_update=extend_schema(
        summary="Change parts of a job description",
        examples=[OpenApiExample("A new department", value={"department": "Finance"}, request_only=True)],
    ),
    destroy=extend_schema(summary="Delete a job description with its files"),
)
class JobViewSet(viewsets.ModelViewSet[JobDescription]):
    """Job descriptions."""

    queryset = JobDescription.objects.order_by(*queries.SORT_ORDERS["newest"])
    serializer_class = JobSerializer
    filterset_class = JobFilter
    lookup_value_regex = r"\d{1,18}"
    honours_if_match = CHANGES
    parameters = ("sort",)

    def get_serializer_class(self) -> type[JobSummarySerializer]:
        """Return the serializer without the text for lists."""
        return JobSummarySerializer if self.action == "list" else JobSerializer

    def get_queryset(self) -> QuerySet[JobDescription]:
        """Return the jobs, in the order asked for; without their texts for lists, and locked to be changed.

        Raises:
            ValidationError: there is no such order.
        """
        jobs = super().get_queryset()
        if self.action in ("update", "partial_update", "destroy"):
            return jobs.select_for_update()
        if self.action != "list":
            return jobs
        sort = serializers.ChoiceField(choices=list(queries.SORT_ORDERS))
        wanted = self.request.query_params.get("sort") or "newest"
        try:
            order = queries.SORT_ORDERS[sort.run_validation(wanted)]
        except serializers.ValidationError as error:
            raise serializers.ValidationError({"sort": error.detail}) from error
        return jobs.order_by(*order).defer("text")

    def filter_queryset(self, queryset: QuerySet[JobDescription, Any]) -> QuerySet[JobDescription, Any]:
        """Filter lists only: one job is named by its address, and rows to lock may not be made distinct."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @idempotent
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add one."""
        response = super().create(request, *args, **kwargs)
        response["Location"] = f"{request.path.rstrip('/')}/{response.data['id']}"
        return response

    @transaction.atomic
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Replace one, or parts of it, unless it was changed since the client saw it."""
        self._hold_to_if_match()
        return super().update(request, *args, **kwargs)

    @transaction.atomic
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete one, unless it was changed since the client saw it."""
        self._hold_to_if_match()
        return super().destroy(request, *args, **kwargs)

    def perform_destroy(self, instance: JobDescription) -> None:
        """Delete through the service that the pages use."""
        services.delete_jobs(jobs=[instance])

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Give the answer that holds one job its ETag, which is the same whatever asked for it."""
        if self.action in ("create", "retrieve", "update", "partial_update") and response.status_code in (200, 201):
            response.headers.setdefault("ETag", etag_of_data(response.data))
        return super().finalize_response(request, response, *args, **kwargs)

    def _hold_to_if_match(self) -> None:
        if "If-Match" in self.request.headers:
            check_if_match(self.request, etag_of_data(self.get_serializer(self.get_object()).data))
