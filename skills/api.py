"""The API of skills: the list, what curators decide, and finding skills in a job or in free text."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jd_platform.api import MayEdit, MayView, may_spend_calls, those_with
from jd_platform.api_conditions import CHANGES, check_if_match, etag_of_data, with_etag
from jd_platform.api_fields import KnownFields
from jd_platform.idempotency.services import idempotent
from jobs.access import get_job
from skills import access, queries, services
from skills.api_tags import MentionSerializer
from skills.engines.base import EngineError
from skills.engines.select import current_engine, embedded_engine
from skills.filters import SkillFilter
from skills.models import Extraction, JobSkill, Skill

MayCurate = those_with("skills.change_skill")


class SkillSerializer(serializers.ModelSerializer[Skill]):
    """One skill."""

    category = serializers.CharField(source="category.name", default=None, allow_null=True, read_only=True)
    jobs = serializers.IntegerField(read_only=True, help_text="How many job descriptions ask for it.")

    class Meta:
        model = Skill
        fields = ["lightcast_id", "name", "type", "category", "status", "description", "jobs"]


class ExtractionSerializer(serializers.ModelSerializer[Extraction]):
    """One run of an engine over a job's text."""

    class Meta:
        model = Extraction
        fields = [
            "id",
            "state",
            "engine",
            "built_in_engine",
            "engine_version",
            "taxonomy_version",
            "error_code",
            "error_message",
            "attempts",
            "next_attempt_at",
            "requested_at",
            "finished_at",
            "skills_found",
        ]


@extend_schema_view(
    list=extend_schema(summary="Search the skill list"),
    retrieve=extend_schema(summary="One skill by its Lightcast id"),
)
class SkillViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Skill]):
    """Skills of the taxonomy."""

    serializer_class = SkillSerializer
    filterset_class = SkillFilter
    lookup_field = "lightcast_id"
    lookup_value_regex = r"[\w-]{1,32}"
    queryset = Skill.objects.all()

    def get_queryset(self) -> QuerySet[Skill]:
        """Return the skills with their use, in order of name."""
        return queries.skills_with_use().order_by("name", "pk")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one, with the ETag for `If-Match`."""
        return with_etag(super().retrieve(request, *args, **kwargs))


def _described(skill: Skill) -> dict[str, Any]:
    return dict(SkillSerializer(queries.skills_with_use().get(pk=skill.pk)).data)


def _skill_to_change(request: Request, lightcast_id: str) -> Skill:
    """Return the skill, held to `If-Match`: locked, and not changed since the client saw it."""
    skill = access.get_skill(request.user, lightcast_id)
    if "If-Match" in request.headers:
        skill = Skill.objects.select_for_update().get(pk=skill.pk)
        check_if_match(request, etag_of_data(_described(skill)))
    return skill


class SkillStatusSerializer(KnownFields):
    """Whether a skill may be tagged."""

    status = serializers.ChoiceField(choices=[Skill.Status.ACTIVE, Skill.Status.BLOCKED])


class SkillStatusView(APIView):
    """Blocking of one skill."""

    permission_classes = [MayCurate]
    honours_if_match = CHANGES
    token_scope = "curate"  # noqa: S105  a scope

    @extend_schema(
        summary="Block a skill, or take that back",
        description="The tags of a blocked skill stay stored; they are shown and counted again once it is active.",
        request=SkillStatusSerializer,
        responses=SkillSerializer,
        operation_id="skill_status",
    )
    @transaction.atomic
    def put(self, request: Request, lightcast_id: str) -> Response:
        """Set the status."""
        skill = _skill_to_change(request, lightcast_id)
        wanted = SkillStatusSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        if skill.merged_into_id:
            raise serializers.ValidationError({"status": [_("It is merged into another skill.")]})
        services.set_skill_status(skills=[skill], status=wanted.validated_data["status"])
        return with_etag(Response(_described(skill)))


class MergeSerializer(KnownFields):
    """The skill that stays."""

    into = serializers.CharField(max_length=32, help_text="Its Lightcast id.")


class MergeView(APIView):
    """Merging of one skill into another."""

    permission_classes = [MayCurate]
    honours_if_match = frozenset({"POST"})
    token_scope = "curate"  # noqa: S105  a scope

    @extend_schema(
        summary="Merge a skill into another",
        description="The other stands for it from now on, everywhere. Curators can undo it in the admin for 30 days.",
        request=MergeSerializer,
        responses=SkillSerializer,
        operation_id="skill_merge",
    )
    @idempotent
    @transaction.atomic
    def post(self, request: Request, lightcast_id: str) -> Response:
        """Merge, and return the skill that stays."""
        skill = _skill_to_change(request, lightcast_id)
        wanted = MergeSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        into = Skill.objects.filter(lightcast_id=wanted.validated_data["into"]).first()
        if into is None:
            raise serializers.ValidationError({"into": [_("No skill has this id.")]})
        merge = services.merge_skills(skill=skill, into=into, user=cast("Any", request.user))
        return Response(_described(merge.into))


class ExtractJobSerializer(KnownFields):
    """How to do it."""

    built_in_engine = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Whether the built-in engine is to do it, so that no call to Lightcast is spent.",
    )


class ExtractJobView(APIView):
    """Extraction of one job."""

    permission_classes = [MayEdit]
    is_costly = True

    @extend_schema(
        summary="Find a job's skills once more, in the background",
        request=ExtractJobSerializer,
        responses={202: ExtractionSerializer},
        operation_id="job_extract",
    )
    @idempotent
    def post(self, request: Request, job_id: int) -> Response:
        """Make a waiting extraction and return it."""
        job = get_job(request.user, job_id)
        wanted = ExtractJobSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        extraction = services.request_extraction(job, **wanted.validated_data)
        return Response(ExtractionSerializer(extraction).data, status=status.HTTP_202_ACCEPTED)


class TextSerializer(KnownFields):
    """A text to look at."""

    text = serializers.CharField(max_length=settings.READ_MAX_CHARACTERS, trim_whitespace=False)
    built_in_engine = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Whether the built-in engine is to do it, so that no call to Lightcast is spent.",
    )


class FoundSkillSerializer(serializers.Serializer[Any]):
    """A skill that was found in a text."""

    lightcast_id = serializers.CharField()
    name = serializers.CharField()
    confidence = serializers.FloatField()
    importance = serializers.ChoiceField(choices=JobSkill.Importance.choices)
    evidence = MentionSerializer(many=True)
    reasons = serializers.ListField(child=serializers.CharField())


class ExtractedSerializer(serializers.Serializer[Any]):
    """What an engine found in a text."""

    engine = serializers.CharField()
    engine_version = serializers.CharField()
    taxonomy_version = serializers.CharField()
    skills = FoundSkillSerializer(many=True)


class ExtractTextView(APIView):
    """Extraction of free text, without storing it."""

    permission_classes = [MayView]
    token_scope = "read"  # noqa: S105  a scope; nothing is stored
    is_costly = True

    @extend_schema(
        summary="Find the skills in a text, without storing it",
        description=(
            "With Lightcast this costs a call, which only people who may edit, with a token that may write, can spend; "
            "others get the answer of the built-in engine. `engine` tells which one answered."
        ),
        request=TextSerializer,
        responses=ExtractedSerializer,
        operation_id="skills_extract",
        examples=[OpenApiExample("A sentence", value={"text": "Experience with Python and SQL."}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """Return the skills with their evidence."""
        wanted = TextSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        text: str = wanted.validated_data["text"]
        try:
            calls = may_spend_calls(request) and not wanted.validated_data["built_in_engine"]
            engine = current_engine() if calls else embedded_engine()
            extracted = engine.extract(text)
        except EngineError as error:
            body = {"error": {"code": error.code, "message": error.user_message}}
            return Response(body, status=status.HTTP_503_SERVICE_UNAVAILABLE)
        skills = [
            {
                "lightcast_id": skill.lightcast_id,
                "name": skill.name,
                "confidence": skill.confidence,
                "importance": skill.importance,
                "evidence": [
                    {"start": span.start, "end": span.end, "phrase": text[span.start : span.end]}
                    for span in skill.spans
                ],
                "reasons": skill.reasons,
            }
            for skill in extracted.skills
        ]
        answer = {
            "engine": extracted.engine,
            "engine_version": extracted.engine_version,
            "taxonomy_version": extracted.taxonomy_version,
            "skills": skills,
        }
        return Response(ExtractedSerializer(answer).data)
