"""Merging one skill into another, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from jobs.models import JobDescription
from skills.models import JobSkill, Skill, SkillDecision, SkillMerge
from skills.services.tags import keep_true_evidence, survivor

UNDO_DAYS = 30
CONFLICTS_SHOWN = 20
ROWS_AT_ONCE = 200
KEPT_FIELDS = (
    "confidence",
    "origin",
    "importance",
    "importance_decided",
    "evidence",
    "reasons",
    "engine_version",
    "taxonomy_version",
    "decision",
    "decided_by_id",
    "decided_at",
)
Decision = JobSkill.Decision


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What merging would do.

    Attributes:
        skill: the skill that goes.
        into: the skill that stays.
        jobs: jobs that carry the skill that goes.
        both: those of them that carry both.
        conflicts: those where people confirmed one and rejected the other; the later decision will hold.
        conflict_jobs: the first of them.
        forms: surface forms that will lead to the skill that stays.
        into_forms: surface forms that lead there already.
    """

    skill: Skill
    into: Skill
    jobs: int
    both: int
    conflicts: int
    conflict_jobs: tuple[JobDescription, ...] = ()
    forms: tuple[str, ...] = ()
    into_forms: tuple[str, ...] = ()


def preview_merge(*, skill: Skill, into: Skill) -> MergePreview:
    """Say what merging `skill` into `into` would do, without doing it.

    Raises:
        ValidationError: they cannot be merged.
    """
    into = _checked(skill, Skill.objects.get(pk=into.pk))
    pairs = list(_pairs(skill, into, lock=False))
    conflicts = [
        going.job_id
        for going, kept in pairs
        if kept is not None and {going.decision, kept.decision} == {Decision.CONFIRMED, Decision.REJECTED}
    ]
    return MergePreview(
        skill,
        into,
        jobs=len(pairs),
        both=sum(kept is not None for _going, kept in pairs),
        conflicts=len(conflicts),
        conflict_jobs=tuple(JobDescription.objects.filter(pk__in=conflicts[:CONFLICTS_SHOWN]).defer("text")),
        forms=_forms(skill),
        into_forms=_forms(into),
    )


def _forms(skill: Skill) -> tuple[str, ...]:
    return tuple(skill.aliases.filter(is_blocked=False).values_list("form", flat=True))


def merge_skills(*, skill: Skill, into: Skill, user: User | None) -> SkillMerge:
    """Let `into` stand for `skill` from now on: in tags, counts, filters and every later extraction.

    Where a job carries both, people's decisions win over suggestions, and the later of two decisions over the earlier.

    Raises:
        ValidationError: they cannot be merged.
    """
    with transaction.atomic():
        skill, into = _locked(skill, into)
        into = _checked(skill, into)
        before = []
        moved, combined, gone = [], [], []
        for going, kept in _pairs(skill, into, lock=True):
            before.append({"job": going.job_id, "going": _state(going), "kept": _state(kept) if kept else None})
            if kept is None:
                moved.append(going.pk)
            else:
                _combine(going, kept)
                combined.append(kept)
                gone.append(going.pk)
        for part in _parts(moved):
            JobSkill.objects.filter(pk__in=part).update(skill=into)
        for part in _parts(gone):
            JobSkill.objects.filter(pk__in=part).delete()
        _save(combined)
        merge = SkillMerge.objects.create(
            skill=skill, into=into, skill_status=skill.status, before=before, merged_by=user
        )
        skill.merged_into = into
        skill.status = Skill.Status.RETIRED
        skill.save()
    return merge


def undo_merge(*, merge: SkillMerge) -> None:
    """Bring every row back as it was before the merge; what people decided since then stays.

    Raises:
        ValidationError: it was undone already, is older than UNDO_DAYS days, or the skill that stayed was itself merged
            since, which has to be undone first.
    """
    with transaction.atomic():
        merge = SkillMerge.objects.select_for_update(of=("self",)).select_related("skill", "into").get(pk=merge.pk)
        merge.skill, merge.into = _locked(merge.skill, merge.into)
        if merge.undone_at is not None:
            raise ValidationError(_("This merge was undone already."), code="undone")
        if merge.merged_at < timezone.now() - timedelta(days=UNDO_DAYS):
            raise ValidationError(_("A merge can be undone for %(days)d days.") % {"days": UNDO_DAYS}, code="too_late")
        if merge.into.merged_into is not None:
            raise ValidationError(
                _("“%(skill)s” was merged into “%(into)s” since; undo that first.")
                % {"skill": merge.into.name, "into": merge.into.merged_into.name},
                code="later",
            )
        merge.skill.merged_into = None
        merge.skill.status = Skill.Status(merge.skill_status)
        merge.skill.save()
        current = {tag.job_id: tag for tag in JobSkill.objects.select_for_update().filter(skill=merge.into)}
        jobs = {
            job
            for part in _parts([row["job"] for row in merge.before])
            for job in JobDescription.objects.filter(pk__in=part).values_list("pk", flat=True)
        }
        weighed = _importance_since(merge)
        texts = _texts_since(merge, jobs)
        changed: list[JobSkill] = []
        added: list[JobSkill] = []
        for row in merge.before:
            if row["kept"] is not None and row["job"] in weighed:
                row = {**row, "kept": {**row["kept"], "importance": weighed[row["job"]], "importance_decided": True}}
            if row["job"] in jobs:  # one that was deleted since is passed over
                for tag in _brought_back(merge, row, current.get(row["job"])):
                    if tag.job_id in texts:
                        keep_true_evidence(tag, texts[tag.job_id])
                    (changed if tag.pk else added).append(tag)
        _save(changed)
        JobSkill.objects.bulk_create(added, batch_size=ROWS_AT_ONCE)
        merge.undone_at = timezone.now()
        merge.save()


def _locked(skill: Skill, into: Skill) -> tuple[Skill, Skill]:
    """Hold both skills until the transaction ends, always in the same order, so that no two merges wait for each other.

    Raises:
        ValidationError: one was deleted meanwhile.
    """
    held = {row.pk: row for row in Skill.objects.select_for_update().filter(pk__in=[skill.pk, into.pk]).order_by("pk")}
    for wanted in (skill, into):
        if wanted.pk not in held:
            raise ValidationError(_("“%(skill)s” was deleted meanwhile.") % {"skill": wanted.name}, code="gone")
    return held[skill.pk], held[into.pk]


def _checked(skill: Skill, into: Skill) -> Skill:
    into = survivor(into)
    if into.pk == skill.pk:
        raise ValidationError(_("A skill cannot be merged into itself."), code="cycle")
    if skill.merged_into_id is not None:
        raise ValidationError(_("“%(skill)s” is merged already.") % {"skill": skill.name}, code="merged")
    if into.status != Skill.Status.ACTIVE:
        raise ValidationError(
            _("“%(skill)s” is blocked or retired; nothing can be merged into it.") % {"skill": into.name},
            code="inactive",
        )
    return into


def _pairs(skill: Skill, into: Skill, *, lock: bool) -> Iterable[tuple[JobSkill, JobSkill | None]]:
    tags = JobSkill.objects.select_for_update(of=("self",)) if lock else JobSkill.objects
    kept = {tag.job_id: tag for tag in tags.filter(skill=into, job__job_skills__skill=skill)}
    for going in tags.filter(skill=skill).order_by("pk"):
        yield going, kept.get(going.job_id)


def _combine(going: JobSkill, kept: JobSkill) -> None:
    """Write into `kept` what both tags of one job say together."""
    if going.decided_at is not None and (kept.decided_at is None or going.decided_at > kept.decided_at):
        kept.decision, kept.decided_by_id, kept.decided_at = going.decision, going.decided_by_id, going.decided_at
        if going.origin == JobSkill.Origin.PERSON:
            kept.origin = going.origin
    if going.importance_decided and not kept.importance_decided:
        kept.importance, kept.importance_decided = going.importance, True
    kept.confidence = max((one for one in (going.confidence, kept.confidence) if one is not None), default=None)
    places = {(mention["start"], mention["end"]): mention for mention in [*kept.evidence, *going.evidence]}
    kept.evidence = [places[place] for place in sorted(places)]


def _state(tag: JobSkill) -> dict[str, Any]:
    state = {name: getattr(tag, name) for name in KEPT_FIELDS}
    state["decided_at"] = tag.decided_at.isoformat() if tag.decided_at else None
    return state


def _restore(tag: JobSkill, state: dict[str, Any]) -> None:
    for name, value in state.items():
        setattr(tag, name, parse_datetime(value) if name == "decided_at" and value else value)


def _save(tags: list[JobSkill]) -> None:
    """Save tags at once; nobody listens to a single one.

    Every row is written anew over the one of its id: a statement that says for each field and row what it becomes takes
    ten times as long.
    """
    fields = ["skill", *(name.removesuffix("_id") for name in KEPT_FIELDS)]
    JobSkill.objects.bulk_create(
        tags, batch_size=ROWS_AT_ONCE, update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )


def _parts(items: Iterable[int]) -> Iterator[list[int]]:
    """Yield the items, a few hundred at a time, since a database takes only so many values in one statement."""
    rest = list(items)
    for start in range(0, len(rest), ROWS_AT_ONCE):
        yield rest[start : start + ROWS_AT_ONCE]


def _brought_back(merge: SkillMerge, row: dict[str, Any], kept: JobSkill | None) -> Iterable[JobSkill]:
    """Yield the tags of one job as they were, not saved; one that people decided about since is left alone."""
    decided_since = kept is not None and kept.decided_at is not None and kept.decided_at > merge.merged_at
    going = JobSkill(job_id=row["job"], skill=merge.skill)
    if kept is not None and row["kept"] is None and not decided_since:
        kept.skill = merge.skill
        going = kept
    elif kept is not None and row["kept"] is not None and not decided_since:
        _restore(kept, row["kept"])
        yield kept
    _restore(going, row["going"])
    yield going


def _importance_since(merge: SkillMerge) -> dict[int, str]:
    """Return, by job, the importance that people have given the skill that stayed since the merge."""
    decisions = SkillDecision.objects.filter(
        skill=merge.into, action=SkillDecision.Action.IMPORTANCE, decided_at__gt=merge.merged_at, undone_at__isnull=True
    )
    return {row.job_id: row.after["importance"] for row in decisions.order_by("pk") if row.after}


def _texts_since(merge: SkillMerge, jobs: Iterable[int]) -> dict[int, str]:
    """Return the texts of those of the jobs that were changed since the merge."""
    texts: dict[int, str] = {}
    for part in _parts(jobs):
        changed = JobDescription.objects.filter(pk__in=part, updated_at__gt=merge.merged_at)
        texts.update(changed.values_list("pk", "text"))
    return texts
