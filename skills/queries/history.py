"""What happened to a job and to a skill: who did what, when, and on what grounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice, zip_longest
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.models import JobDescription
from skills.models import Extraction, JobSkill, Skill, SkillAlias, SkillDecision

NAMED_SKILLS = 3
ROWS_LOOKED_AT = 200
Action = SkillDecision.Action


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        when: the moment.
        who: the person, empty when it happened by itself.
        what: the deed and what it was done to.
        why: on what grounds, empty when there are none to tell.
        undone: when and by whom it was taken back, empty when it holds.
        run: by which decisions can be taken back; None for anything else.
    """

    when: datetime
    who: str
    what: str
    why: str = ""
    undone: str = ""
    run: UUID | None = None


def job_history(job: JobDescription, limit: int) -> tuple[Event, ...]:
    """Return what happened to the job, the newest first, at most `limit` events."""
    events = [
        *islice(_runs(job.skill_decisions.all()), limit),
        *_extractions(job, limit),
        *_edits(job, limit),
    ]
    return tuple(sorted(events, key=lambda event: event.when, reverse=True)[:limit])


def last_run(job: JobDescription, reader: int, *, since: datetime) -> Event | None:
    """Return what the person with this primary key decided on the job last, unless it is undone or before `since`."""
    mine = job.skill_decisions.filter(decided_by=reader, undone_at__isnull=True, decided_at__gte=since)
    return next(_runs(mine), None)


def skill_history(skill: Skill, limit: int) -> tuple[Event, ...]:
    """Return what people changed in the skill and decided on it in jobs, the newest first, at most `limit` events."""
    events = [
        *_changes(skill, limit),
        *_form_changes(skill, limit),
        *_merges(skill, limit),
        *_decisions_on(skill, limit),
    ]
    return tuple(sorted(events, key=lambda event: event.when, reverse=True)[:limit])


def _runs(decisions: QuerySet[SkillDecision]) -> Iterator[Event]:
    """Yield one event for what was decided at once."""
    rows = decisions.select_related("skill", "decided_by", "undone_by").order_by("-id")[:ROWS_LOOKED_AT]
    for _run, group in groupby(rows, key=lambda row: row.run):
        yield _decided(list(group))


def _decided(rows: list[SkillDecision]) -> Event:
    first = rows[0]
    names = [row.skill.name for row in rows]
    skills = ", ".join(names[:NAMED_SKILLS])
    if len(names) > NAMED_SKILLS:
        more = len(names) - NAMED_SKILLS
        skills += " " + ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
    what = _labelled(first.get_action_display(), skills)
    if first.action == Action.IMPORTANCE and first.after:
        what += f" → {JobSkill.Importance(first.after['importance']).label}"
    undone = ""
    if all(row.undone_at for row in rows):
        undone = _("undone by %(person)s") % {"person": first.undone_by} if first.undone_by else _("undone")
    return Event(
        when=first.decided_at,
        who=str(first.decided_by or ""),
        what=what,
        why=_grounds(first) if len(rows) == 1 else "",
        undone=undone,
        run=first.run,
    )


def _labelled(label: str, value: str) -> str:
    return _("%(filter)s: %(value)s") % {"filter": label, "value": value}


def _grounds(row: SkillDecision) -> str:
    phrases = ", ".join(_("“%(phrase)s”") % {"phrase": phrase} for phrase in row.phrases[:NAMED_SKILLS])
    origin = str(JobSkill.Origin(row.origin).label) if row.engine_version else ""
    return " · ".join(fact for fact in (phrases, origin, row.engine_version) if fact)


def _extractions(job: JobDescription, limit: int) -> Iterable[Event]:
    done = job.extractions.filter(state=Extraction.State.DONE).defer("answer").order_by("-id")[:limit]
    for extraction in done:
        found = ngettext("%(count)d skill found", "%(count)d skills found", extraction.skills_found)
        yield Event(
            when=extraction.finished_at or extraction.requested_at,
            who="",
            what=found % {"count": extraction.skills_found},
            why=" · ".join(fact for fact in (str(extraction.get_engine_display()), extraction.engine_version) if fact),
        )


def _edits(job: JobDescription, limit: int) -> Iterable[Event]:
    facts = ("history_date", "history_user__username", "updated_by__username", "title", "text_hash", "history_type")
    rows = list(job.history.order_by("-history_date", "-history_id").values_list(*facts)[: limit + 1])
    for row, before in zip_longest(rows[:limit], rows[1:]):
        when, user, saved_by, title, text_hash, kind = row
        if kind == "+":
            what = _("Description added")
        elif before is None:
            continue
        elif text_hash != before[4]:
            what = _("Text changed")
        elif title != before[3]:
            what = _("Title changed: %(before)s → %(title)s") % {"before": before[3], "title": title}
        else:
            what = _("Details changed")
        yield Event(when=when, who=user or saved_by or "", what=what)


def _changes(skill: Skill, limit: int) -> Iterable[Event]:
    rows = list(skill.history.select_related("history_user", "category").order_by("-history_date")[: limit + 1])
    for row, before in zip_longest(rows[:limit], rows[1:]):
        if before is None and row.history_type == "+":
            continue
        then = _facts(before) if before else {}  # a skill that was loaded has no past before it was first changed
        what = "; ".join(_labelled(label, value) for label, value in _facts(row).items() if value != then.get(label))
        if what:
            yield Event(when=row.history_date, who=str(row.history_user or ""), what=what)


def _facts(past: Any) -> dict[str, str]:
    """Return what a past state of a skill says, by what people call it."""
    return {
        _("Name"): past.name,
        _("Type"): str(Skill.Type(past.type).label),
        _("Category"): str(past.category or "–"),
        _("Status"): str(Skill.Status(past.status).label),
    }


def _form_changes(skill: Skill, limit: int) -> Iterable[Event]:
    for row in SkillAlias.history.filter(skill=skill).select_related("history_user").order_by("-history_date")[:limit]:
        if row.history_type == "-":
            what = _("Surface form removed: %(form)s")
        elif row.is_blocked:
            what = _("Surface form blocked: %(form)s")
        else:
            what = _("Surface form: %(form)s")
        yield Event(when=row.history_date, who=str(row.history_user or ""), what=what % {"form": row.form})


def _merges(skill: Skill, limit: int) -> Iterable[Event]:
    merges = [
        *skill.merges.select_related("into", "merged_by")[:limit],
        *skill.absorbed.select_related("skill", "merged_by")[:limit],
    ]
    for merge in merges:
        what = (
            _("Merged into %(skill)s") % {"skill": merge.into}
            if merge.skill_id == skill.pk
            else _("%(skill)s merged into it") % {"skill": merge.skill}
        )
        undone = _("undone") if merge.undone_at else ""
        yield Event(when=merge.merged_at, who=str(merge.merged_by or ""), what=what, undone=undone)


def _decisions_on(skill: Skill, limit: int) -> Iterable[Event]:
    rows = skill.decisions.select_related("job", "decided_by", "undone_by").order_by("-id")[:limit]
    for row in rows:
        yield Event(
            when=row.decided_at,
            who=str(row.decided_by or ""),
            what=_labelled(row.get_action_display(), row.job.title),
            why=_grounds(row),
            undone=_("undone") if row.undone_at else "",
        )
