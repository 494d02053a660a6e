"""The API of uploads: files in, and how far they have come."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jd_platform.api import MayView, ModelPermissions
from jd_platform.api_fields import KnownFields
from jd_platform.api_parsers import UploadParser
from jd_platform.idempotency.services import idempotent
from jobs import services
from jobs.models import Language, UploadBatch, UploadedDocument

DOCUMENTS_SHOWN = 200
State = UploadedDocument.State


class DocumentSerializer(serializers.ModelSerializer[UploadedDocument]):
    """One file of an upload."""

    message = serializers.SerializerMethodField(
        help_text="Why it was not added, or why it waits, in plain words; else empty."
    )

    class Meta:
        model = UploadedDocument
        fields = ["id", "name", "size", "state", "error_code", "message", "job"]

    def get_message(self, document: UploadedDocument) -> str:
        """Return the reason as a sentence."""
        return document.message


class BatchSummarySerializer(serializers.ModelSerializer[UploadBatch]):
    """One upload."""

    class Meta:
        model = UploadBatch
        fields = ["id", "department", "language", "built_in_engine", "created_at"]


class BatchSerializer(BatchSummarySerializer):
    """One upload with how far it has come, and its files."""

    is_finished = serializers.SerializerMethodField(help_text="Whether every file has come to its end.")
    states = serializers.SerializerMethodField(help_text="How many files are in each state.")
    documents = serializers.SerializerMethodField(
        help_text=f"The first {DOCUMENTS_SHOWN} files; all of them are at /api/batches/{{id}}/documents."
    )

    class Meta(BatchSummarySerializer.Meta):
        fields = [*BatchSummarySerializer.Meta.fields, "is_finished", "states", "documents"]

    def to_representation(self, instance: UploadBatch) -> Any:
        """Return the upload; its files are counted once."""
        counts = instance.documents.order_by().values_list("state").annotate(Count("pk"))
        self._counts: dict[str, int] = dict(counts)
        return super().to_representation(instance)

    def get_is_finished(self, batch: UploadBatch) -> bool:
        """Return whether no file is open."""
        return not any(self._counts.get(state) for state in UploadedDocument.OPEN_STATES)

    def get_states(self, batch: UploadBatch) -> dict[str, int]:
        """Return the number of files by state."""
        return self._counts

    @extend_schema_field(DocumentSerializer(many=True))
    def get_documents(self, batch: UploadBatch) -> Any:
        """Return the first files."""
        return DocumentSerializer(batch.documents.order_by("pk")[:DOCUMENTS_SHOWN], many=True).data


class UploadSerializer(KnownFields):
    """Files to take in."""

    files = serializers.ListField(child=serializers.FileField(), allow_empty=False)
    department = serializers.CharField(required=False, allow_blank=True, max_length=128, default="")
    language = serializers.ChoiceField(
        choices=Language.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of all files; without it, each is told from its text.",
    )
    built_in_engine = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Whether the built-in engine finds the skills, so that no call to Lightcast is spent on these files.",
    )


class UploadView(APIView):
    """Uploading."""

    permission_classes = [ModelPermissions]
    queryset = UploadBatch.objects.all()
    parser_classes = [UploadParser]
    is_costly = True

    @extend_schema(
        summary="Upload one or many files",
        description=f"Up to {settings.UPLOAD_MAX_FILES} files of at most {settings.UPLOAD_MAX_BYTES} bytes each. "
        "They are read in the background; Location leads to how far they have come.",
        request={"multipart/form-data": UploadSerializer},
        responses={201: BatchSerializer},
        operation_id="jobs_upload",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Keep the files as a batch."""
        wanted = UploadSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            batch = services.upload_files(user=cast("User", request.user), **wanted.validated_data)
        except ValidationError as error:
            raise serializers.ValidationError({"files": error.messages}) from error
        address = reverse("api-batch-detail", args=[batch.pk])
        return Response(BatchSerializer(batch).data, status=status.HTTP_201_CREATED, headers={"Location": address})


@extend_schema_view(
    list=extend_schema(summary="List uploads, the newest first"),
    retrieve=extend_schema(summary="How far an upload has come"),
)
class BatchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[UploadBatch]):
    """Uploads."""

    queryset = UploadBatch.objects.order_by("-created_at", "-pk")
    filterset_class = None
    lookup_value_regex = "[0-9a-f-]{36}"

    def get_serializer_class(self) -> type[BatchSummarySerializer]:
        """Return the serializer without files for lists."""
        return BatchSummarySerializer if self.action == "list" else BatchSerializer


@extend_schema_view(
    list=extend_schema(
        summary="The files of an upload",
        parameters=[OpenApiParameter("batch_id", {"type": "string", "format": "uuid"}, OpenApiParameter.PATH)],
    )
)
class DocumentViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[UploadedDocument]):
    """The files of one upload."""

    permission_classes = [MayView]  # asked before the upload is looked for
    queryset = UploadedDocument.objects.order_by("pk")
    serializer_class = DocumentSerializer
    filterset_class = None

    def get_queryset(self) -> QuerySet[UploadedDocument]:
        """Return those of the upload in the address."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        batch = get_object_or_404(UploadBatch, pk=self.kwargs["batch_id"])
        return super().get_queryset().filter(batch=batch)
