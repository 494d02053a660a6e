"""The API of tags: the skills of a job, their review, and the tags of all jobs."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jd_platform.api import MayView, those_with
from jd_platform.api_conditions import CHANGES, check_if_match, etag_of_data, with_etag
from jd_platform.api_fields import KnownFields
from jd_platform.api_refusals import Conflict
from jd_platform.idempotency.services import idempotent
from jobs.access import get_job
from skills import access, services
from skills.filters import TagFilter
from skills.models import JobSkill, Skill

MayReview = those_with("skills.change_jobskill")


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


class AddSkillSerializer(KnownFields):
    """The skill to add."""

    skill = serializers.CharField(max_length=32, help_text="Its Lightcast id.")


class ReviewView(APIView):
    """Reading is for all who may see jobs, changing for those who review."""

    def get_permissions(self) -> list[BasePermission]:
        """Return what the method needs."""
        return [MayView()] if self.request.method in ("GET", "HEAD") else [MayReview()]


def _tag_to_change(request: Request, job_id: int, lightcast_id: str) -> JobSkill:
    """Return the tag, held to `If-Match`: locked, and not changed since the client saw it."""
    tag = access.get_tag(request.user, get_job(request.user, job_id), lightcast_id)
    if "If-Match" in request.headers:
        seen = JobSkill.objects.select_for_update(of=("self",)).select_related("job", "skill", "decided_by")
        tag = seen.get(pk=tag.pk)
        check_if_match(request, etag_of_data(JobSkillSerializer(tag).data))
    return tag


class JobSkillsView(ReviewView):
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

    @extend_schema(
        summary="Tag a job with a skill by hand",
        request=AddSkillSerializer,
        responses={201: JobSkillSerializer},
        operation_id="job_skill_add",
        examples=[OpenApiExample("Python", value={"skill": "KS125LS6N7WP4S6SFTCK"}, request_only=True)],
    )
    @idempotent
    def post(self, request: Request, job_id: int) -> Response:
        """Add the skill whose id is given as `skill` in the body."""
        job = get_job(request.user, job_id)
        wanted = AddSkillSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        skill = Skill.objects.filter(lightcast_id=wanted.validated_data["skill"]).first()
        if skill is None:
            raise serializers.ValidationError({"skill": [_("No skill has this id.")]})
        tag = services.add_skill(job=job, skill=skill, user=cast("Any", request.user))
        return Response(JobSkillSerializer(tag).data, status=status.HTTP_201_CREATED)


class ExpectedSerializer(KnownFields):
    """What the client has seen before it decides."""

    expected = serializers.ChoiceField(
        choices=JobSkill.Decision.choices,
        required=False,
        help_text="The decision that the client saw; 409 when somebody has decided otherwise since.",
    )


class DecisionView(APIView):
    """Review of one tag."""

    permission_classes = [MayReview]
    honours_if_match = frozenset({"POST"})

    @extend_schema(
        summary="Confirm or reject a tag, or take the decision back (undo)",
        parameters=[OpenApiParameter("action", str, OpenApiParameter.PATH, enum=list(services.DECISIONS))],
        request=ExpectedSerializer,
        responses={200: JobSkillSerializer, 204: None},
        operation_id="job_skill_decide",
    )
    @idempotent
    @transaction.atomic
    def post(self, request: Request, job_id: int, lightcast_id: str, action: str) -> Response:
        """Record the decision; 204 when undoing took away a tag that no engine finds now."""
        act = services.DECISIONS.get(action)
        if act is None:
            raise Http404
        wanted = ExpectedSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        tag = _tag_to_change(request, job_id, lightcast_id)
        try:
            left = act(tag=tag, user=cast("Any", request.user), **wanted.validated_data)
        except ValidationError as error:
            if error.code == services.DECIDED_MEANWHILE:
                raise Conflict(error.message) from error
            raise
        if left is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return with_etag(Response(JobSkillSerializer(left).data))


class ImportanceSerializer(KnownFields):
    """How strongly the job asks for the skill."""

    importance = serializers.ChoiceField(choices=JobSkill.Importance.choices)


class TagView(ReviewView):
    """One tag."""

    honours_if_match = CHANGES

    @extend_schema(summary="One skill of a job", responses=JobSkillSerializer, operation_id="job_skill")
    def get(self, request: Request, job_id: int, lightcast_id: str) -> Response:
        """Return the tag, with the ETag for `If-Match`."""
        tag = access.get_tag(request.user, get_job(request.user, job_id), lightcast_id)
        return with_etag(Response(JobSkillSerializer(tag).data))

    @extend_schema(
        summary="Say how strongly a job asks for a skill",
        request=ImportanceSerializer,
        responses=JobSkillSerializer,
        operation_id="job_skill_importance",
    )
    @transaction.atomic
    def patch(self, request: Request, job_id: int, lightcast_id: str) -> Response:
        """Record the importance; no engine changes it any more."""
        wanted = ImportanceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        tag = _tag_to_change(request, job_id, lightcast_id)
        tag = services.set_importance(tag=tag, user=cast("Any", request.user), **wanted.validated_data)
        return with_etag(Response(JobSkillSerializer(tag).data))


class TagSerializer(JobSkillSerializer):
    """One tag, with the job that carries it."""

    class Meta(JobSkillSerializer.Meta):
        fields = ["id", "job", *JobSkillSerializer.Meta.fields]


@extend_schema_view(
    list=extend_schema(
        summary="The tags of all jobs, rejected ones included",
        description="For pulling the whole inventory of skills: begin with an empty `cursor`.",
    )
)
class TagViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[JobSkill]):
    """Tags of all jobs."""

    permission_classes = [MayView]
    serializer_class = TagSerializer
    filterset_class = TagFilter
    queryset = (
        JobSkill.objects.filter(skill__status=Skill.Status.ACTIVE).select_related("skill", "decided_by").order_by("pk")
    )
