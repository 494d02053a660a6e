"""The API of job descriptions."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, parsers, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import queries, services
from jobs.filters import JobFilter
from jobs.models import JobDescription, UploadBatch, UploadedDocument

FACTS = ["title", "reference", "department", "classification", "location", "language", "status", "effective_date"]


class JobSummarySerializer(serializers.ModelSerializer[JobDescription]):
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
        job = self.instance or JobDescription()
        for name, value in self.validated_data.items():
            setattr(job, name, value)
        self.instance = services.save_job(job=job, user=self.context["request"].user, fields=self.validated_data.keys())
        return self.instance


class DocumentSerializer(serializers.ModelSerializer[UploadedDocument]):
    """One file of an upload."""

    message = serializers.SerializerMethodField(help_text="Why it was not added, in plain words.")

    class Meta:
        model = UploadedDocument
        fields = ["id", "name", "size", "state", "error_code", "message", "job"]

    def get_message(self, document: UploadedDocument) -> str:
        """Return the reason as a sentence."""
        return document.error_sentence


class BatchSerializer(serializers.ModelSerializer[UploadBatch]):
    """One upload with its files."""

    documents = DocumentSerializer(many=True, read_only=True)

    class Meta:
        model = UploadBatch
        fields = ["id", "department", "created_at", "documents"]


class UploadSerializer(serializers.Serializer[Any]):
    """Files to take in."""

    files = serializers.ListField(child=serializers.FileField(), allow_empty=False)
    department = serializers.CharField(required=False, allow_blank=True, max_length=128, default="")


@extend_schema_view(
    list=extend_schema(summary="List job descriptions", description="Filtered and searched as the job list is."),
    retrieve=extend_schema(summary="One job description with its text"),
    create=extend_schema(summary="Add a job description; its skills are found in the background"),
    update=extend_schema(summary="Replace a job description"),
    partial_update=extend_schema(summary="Change parts of a job description"),
    destroy=extend_schema(summary="Delete a job description with its files"),
)
class JobViewSet(viewsets.ModelViewSet[JobDescription]):
    """Job descriptions."""

    queryset = JobDescription.objects.order_by(*queries.SORT_ORDERS["newest"])
    serializer_class = JobSerializer
    filterset_class = JobFilter
    lookup_value_regex = r"\d{1,18}"

    def get_serializer_class(self) -> type[JobSummarySerializer]:
        """Return the serializer without the text for lists."""
        return JobSummarySerializer if self.action == "list" else JobSerializer

    def perform_destroy(self, instance: JobDescription) -> None:
        """Delete through the service that the pages use."""
        services.delete_jobs(jobs=[instance])


class UploadViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet[UploadBatch]):
    """Uploads of files."""

    queryset = UploadBatch.objects.prefetch_related("documents")
    serializer_class = BatchSerializer
    filterset_class = None
    parser_classes = [parsers.MultiPartParser]

    @extend_schema(
        summary="Upload files",
        description=f"Up to {settings.UPLOAD_MAX_FILES} files of at most {settings.UPLOAD_MAX_BYTES} bytes each. "
        "They are read in the background; the answer's id leads to how far they have come.",
        request=UploadSerializer,
        responses={201: BatchSerializer},
    )
    def create(self, request: Request) -> Response:
        """Keep the files as a batch."""
        wanted = UploadSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            batch = services.upload_files(user=cast("User", request.user), **wanted.validated_data)
        except ValidationError as error:
            raise serializers.ValidationError({"files": error.messages}) from error
        return Response(BatchSerializer(batch).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="How far an upload has come")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the upload with the state of each file."""
        return super().retrieve(request, *args, **kwargs)
