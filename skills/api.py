"""The API of skills: the list, a job's skills with review, extraction of free text."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jd_platform.api import MayEdit, MayView
from jobs.access import get_job
from skills import access, queries, services
from skills.engines.base import EngineError
from skills.engines.select import current_engine
from skills.filters import SkillFilter
from skills.models import Extraction, JobSkill, Skill

MAX_TEXT = 500_000


class SkillSerializer(serializers.ModelSerializer[Skill]):
    """One skill."""

    category = serializers.CharField(source="category.name", default=None, allow_null=True, read_only=True)
    jobs = serializers.IntegerField(read_only=True, help_text="How many job descriptions ask for it.")

    class Meta:
        model = Skill
        fields = ["lightcast_id", "name", "type", "category", "status", "description", "jobs"]


class MentionSerializer(serializers.Serializer[Any]):
    """Where a skill stands in the text."""

    start = serializers.IntegerField(help_text="Index of the first character.")
    end = serializers.IntegerField(help_text="Index after the last character.")
    phrase = serializers.CharField()


class JobSkillSerializer(serializers.ModelSerializer[JobSkill]):
    """One skill of a job, with evidence and decision."""

    lightcast_id = serializers.CharField(source="skill.lightcast_id", read_only=True)
    name = serializers.CharField(source="skill.name", read_only=True)
    type = serializers.CharField(source="skill.type", read_only=True)
    evidence = MentionSerializer(many=True, read_only=True)
    reasons = serializers.ListField(child=serializers.CharField(), read_only=True)
    decided_by = serializers.CharField(source="decided_by.username", default=None, allow_null=True, read_only=True)

    class Meta:
        model = JobSkill
        fields = [
            "lightcast_id",
            "name",
            "type",
            "confidence",
            "origin",
            "importance",
            "decision",
            "decided_by",
            "decided_at",
            "evidence",
            "reasons",
            "engine_version",
            "taxonomy_version",
        ]


class ExtractionSerializer(serializers.ModelSerializer[Extraction]):
    """One run of an engine over a job's text."""

    class Meta:
        model = Extraction
        fields = [
            "id",
            "state",
            "engine",
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


class AddSkillSerializer(serializers.Serializer[Any]):
    """The skill to add."""

    skill = serializers.CharField(max_length=32, help_text="Its Lightcast id.")


class MayReview(BasePermission):
    """Signed in, with the right to decide on tags."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the person may."""
        return bool(request.user and request.user.has_perm("skills.change_jobskill"))


class JobSkillsView(APIView):
    """The skills of one job."""

    @extend_schema(
        summary="A job's skills, rejected ones included",
        responses=JobSkillSerializer(many=True),
        operation_id="job_skills",
    )
    def get(self, request: Request, job_id: int) -> Response:
        """Return all tags of the job that are of active skills."""
        job = get_job(request.user, job_id)
        tags = job.job_skills.filter(skill__status=Skill.Status.ACTIVE).select_related("skill", "decided_by")
        return Response(JobSkillSerializer(tags.order_by("-confidence", "skill__name"), many=True).data)

    def get_permissions(self) -> list[BasePermission]:
        """Return what the method needs."""
        return [MayView()] if self.request.method in ("GET", "HEAD") else [MayReview()]

    @extend_schema(
        summary="Tag a job with a skill by hand",
        request=AddSkillSerializer,
        responses={201: JobSkillSerializer},
        operation_id="job_skill_add",
    )
    def post(self, request: Request, job_id: int) -> Response:
        """Add the skill whose id is given as `skill` in the body."""
        job = get_job(request.user, job_id)
        wanted = AddSkillSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        skill = Skill.objects.filter(lightcast_id=wanted.validated_data["skill"]).first()
        if skill is None:
            raise serializers.ValidationError({"skill": ["No skill has this id."]})
        tag = services.add_skill(job=job, skill=skill, user=cast("Any", request.user))
        return Response(JobSkillSerializer(tag).data, status=status.HTTP_201_CREATED)


class DecisionView(APIView):
    """Review of one tag."""

    permission_classes = [MayReview]

    @extend_schema(
        summary="Confirm or reject a tag, or take the decision back (undo)",
        parameters=[OpenApiParameter("action", str, OpenApiParameter.PATH, enum=list(services.DECISIONS))],
        request=None,
        responses={200: JobSkillSerializer, 204: None},
        operation_id="job_skill_decide",
    )
    def post(self, request: Request, job_id: int, lightcast_id: str, action: str) -> Response:
        """Record the decision; 204 when undoing took away a tag that was added by hand."""
        job = get_job(request.user, job_id)
        act = services.DECISIONS.get(action)
        if act is None:
            raise Http404
        tag = act(tag=access.get_tag(request.user, job, lightcast_id), user=cast("Any", request.user))
        if tag is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(JobSkillSerializer(tag).data)


class ExtractJobView(APIView):
    """Extraction of one job."""

    permission_classes = [MayEdit]

    @extend_schema(
        summary="Find a job's skills once more, in the background",
        request=None,
        responses={202: ExtractionSerializer},
        operation_id="job_extract",
    )
    def post(self, request: Request, job_id: int) -> Response:
        """Make a waiting extraction and return it."""
        extraction = services.request_extraction(get_job(request.user, job_id))
        return Response(ExtractionSerializer(extraction).data, status=status.HTTP_202_ACCEPTED)


class TextSerializer(serializers.Serializer[Any]):
    """A text to look at."""

    text = serializers.CharField(max_length=MAX_TEXT, trim_whitespace=False)


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

    @extend_schema(
        summary="Find the skills in a text, without storing it",
        request=TextSerializer,
        responses=ExtractedSerializer,
        operation_id="skills_extract",
    )
    def post(self, request: Request) -> Response:
        """Return the skills with their evidence."""
        wanted = TextSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        text: str = wanted.validated_data["text"]
        try:
            extracted = current_engine().extract(text)
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
