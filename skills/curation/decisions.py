"""What curators decided about the skill list, as lines of a table that another installation can read in."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from skills.models import KeptAsIs, Skill, SkillAlias

COLUMNS = ("skill", "name", "decision", "value")

OWN, ALIAS, BLOCK_FORM, TYPE, STATUS, NAME = "own skill", "surface form", "block form", "type", "status", "name"
MERGE, APART, LEAVE_FORM, LEAVE_SKILL, LEAVE_RETIRED = (
    *("merge into", "not a duplicate of", "leave form", "leave skill", "leave retired"),
)
DECISIONS = (OWN, ALIAS, BLOCK_FORM, TYPE, NAME, STATUS, MERGE, APART, LEAVE_FORM, LEAVE_SKILL, LEAVE_RETIRED)
LEFT = {
    KeptAsIs.Question.DUPLICATE: APART,
    KeptAsIs.Question.FORM: LEAVE_FORM,
    KeptAsIs.Question.SKILL: LEAVE_SKILL,
    KeptAsIs.Question.RETIRED: LEAVE_RETIRED,
}
Line = tuple[str, str, str, str]


def decided_lines() -> Iterator[Line]:
    """Yield every decision that stands: id of the skill, its name, decision and value, in an order that can be read in.

    Skills of one's own come first, merges after all else that is said about a skill.
    """
    for skill in Skill.objects.filter(lightcast_id__startswith=Skill.OWN_PREFIX).order_by("pk"):
        yield skill.lightcast_id, skill.name, OWN, skill.name
        yield skill.lightcast_id, skill.name, TYPE, skill.type
    aliases = SkillAlias.objects.filter(Q(source=SkillAlias.Source.CURATOR) | Q(is_blocked=True))
    for alias in aliases.select_related("skill").order_by("skill__lightcast_id", "form"):
        decision = BLOCK_FORM if alias.is_blocked else ALIAS
        yield alias.skill.lightcast_id, alias.skill.name, decision, alias.form
    skills = Skill.objects.order_by("lightcast_id")
    for skill in skills.filter(type_decided=True).exclude(lightcast_id__startswith=Skill.OWN_PREFIX):
        yield skill.lightcast_id, skill.name, TYPE, skill.type
    for skill in skills.exclude(list_name=""):
        yield skill.lightcast_id, skill.name, NAME, skill.name
    for skill in skills.filter(Q(status_decided=True) | Q(status=Skill.Status.BLOCKED), merged_into=None):
        yield skill.lightcast_id, skill.name, STATUS, skill.status
    for skill in skills.exclude(merged_into=None).select_related("merged_into"):
        assert skill.merged_into is not None  # noqa: S101  as asked for
        yield skill.lightcast_id, skill.name, MERGE, skill.merged_into.lightcast_id
    for kept in KeptAsIs.objects.select_related("skill", "other").order_by("pk"):
        value = kept.other.lightcast_id if kept.other else kept.form
        yield kept.skill.lightcast_id, kept.skill.name, LEFT[KeptAsIs.Question(kept.question)], value
