"""A job's page with its skills, and what people decide on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from jd_platform.access import Request, may_edit, may_review, may_view
from jobs.access import get_job
from jobs.models import JobDescription
from skills import access, queries, services, wording
from skills.engines.base import EngineError
from skills.models import JobSkill, Skill

EVENTS_SHOWN = 100
FRAGMENTS = {"job-body": "skills/job.html#body", "tag-list": "skills/tags.html", "add-results": "skills/add.html"}
WHY = "why-"
View = Callable[..., HttpResponse]


def _tells_of_deletion(view: View) -> View:
    """Have a view say so when the job that it is asked for was deleted; any other unknown job is not found."""

    @wraps(view)
    def answer(request: Request, job_id: int) -> HttpResponse:
        try:
            return view(request, get_job(request.user, job_id))
        except Http404:
            deleted = access.deleted_job(job_id)
            if deleted is None:
                raise
        fragment = "#body" if request.htmx else ""
        return render(request, f"skills/gone.html{fragment}", {"deleted": deleted}, status=410)

    return answer


def _context(request: Request, job: JobDescription) -> dict[str, Any]:
    """Return what the job's page and its fragments show for this address."""
    skill_type = request.GET.get("type", "")
    chosen, mention = request.GET.get("skill", ""), request.GET.get("mention", "")
    page = queries.job_page(
        job,
        words=request.GET.get("q", "").strip(),
        skill_type=skill_type if skill_type in Skill.Type.values else "",
        chosen=chosen,
        mention=mention,
        reader=request.user.pk,
    )
    asked = request.GET.get("why", "")
    wanted = request.GET.get("add", "").replace("\x00", "").strip()
    questioned = next((tag.row for tag in page.tags if tag.row.skill.lightcast_id == asked), None)
    evidence = page.evidence_of(chosen, mention)
    return {
        "page": page,
        "may_review": request.user.has_perm("skills.change_jobskill"),
        "importances": JobSkill.Importance.choices,
        "evidence": evidence,
        "chosen": chosen if evidence else "",
        "why": queries.grounds(questioned, job.text) if questioned else None,
        "job_language": job.language,
        "add": wanted,
        "found_skills": queries.skills_to_add(job, wanted) if wanted else (),
    }


@may_view
@require_GET
@_tells_of_deletion
def job(request: Request, job: JobDescription) -> HttpResponse:
    """A job's text and its skills; for an HTMX request only the part that it asks for."""
    context = _context(request, job) | _looked_ahead(request, job)
    target = (request.htmx.target or "") if request.htmx and not request.htmx.boosted else ""
    template = "skills/why.html" if target.startswith(WHY) else FRAGMENTS.get(target, "skills/job.html")
    return render(request, template, context)


def _looked_ahead(request: Request, job: JobDescription) -> dict[str, Any]:
    """Return what finding the skills again, or with less confidence, would bring, when that is asked for."""
    if not request.user.has_perm("jobs.change_jobdescription"):
        return {}
    context: dict[str, Any] = {}
    if "preview" in request.GET:
        context["previewed"] = True
        try:
            context["preview"] = services.preview_extraction(job)
        except EngineError as error:
            context["preview_error"] = wording.sentence(error.code, error.user_message)
    if "weaker" in request.GET:
        context["weaker"] = services.weaker_matches(job)
    return context


@may_review
@require_POST
@_tells_of_deletion
def review(request: Request, job: JobDescription) -> HttpResponse:
    """Do what the pressed button says: its value is the action, then what it is done to, parted by colons."""
    action, _colon, rest = request.POST.get("do", "").replace("\x00", "").partition(":")
    act = ACTIONS.get(action)
    if act is None:
        raise Http404
    said = ""
    try:
        said = act(request, job, rest)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back_to_job(request, job, said)


def _back_to_job(request: Request, job: JobDescription, said: str = "") -> HttpResponse:
    if request.htmx:
        return render(request, FRAGMENTS["job-body"], _context(request, job) | {"said": said})
    return HttpResponseRedirect(f"{job.get_absolute_url()}?{request.GET.urlencode()}#skills-heading")


def _decide(action: str) -> Callable[[Request, JobDescription, str], str]:
    def decide(request: Request, job: JobDescription, rest: str) -> str:
        lightcast_id, _colon, expected = rest.partition(":")
        tag = access.get_current_tag(request.user, job, lightcast_id)
        services.DECISIONS[action](tag=tag, user=request.user, expected=expected or None)
        return ""

    return decide


def _set_importance(request: Request, job: JobDescription, rest: str) -> str:
    """Store each importance that was chosen anew: a field is named after the skill and what was chosen before."""
    for name, importance in request.POST.items():
        field, _colon, lightcast_id_and_expected = name.partition(":")
        lightcast_id, _colon, expected = lightcast_id_and_expected.partition(":")
        if field == "importance" and importance != expected:
            tag = access.get_current_tag(request.user, job, lightcast_id)
            services.set_importance(tag=tag, importance=str(importance), user=request.user, expected=expected)
    return ""


def _add(request: Request, job: JobDescription, lightcast_id: str) -> str:
    skill = access.get_skill(request.user, lightcast_id)
    services.add_skill(job=job, skill=skill, user=request.user)
    return _("Added: %(skill)s") % {"skill": skill.name}


def _decide_on_many(action: str, chosen: Callable[[queries.JobPage], tuple[queries.Tag, ...]]) -> Any:
    def decide(request: Request, job: JobDescription, count: str) -> str:
        tags = chosen(_context(request, job)["page"])
        if str(len(tags)) != count:
            raise ValidationError(_("The skills have changed since you opened the page; look at them again."))
        services.decide_on_suggestions(tags=[tag.row for tag in tags], action=action, user=request.user)
        decided = ngettext("%(count)d skill decided on.", "%(count)d skills decided on.", len(tags))
        return decided % {"count": len(tags)}

    return decide


def _undo_run(request: Request, job: JobDescription, run: str) -> str:
    try:
        own = job.skill_decisions.filter(run=uuid.UUID(run), decided_by=request.user.pk).exists()
    except ValueError:
        own = False
    if not own:
        raise Http404
    undone = services.undo_run(job=job, run=uuid.UUID(run), user=request.user)
    if undone.kept:
        left = ngettext(
            "%(count)d skill has changed since and was left alone.",
            "%(count)d skills have changed since and were left alone.",
            undone.kept,
        )
        messages.warning(request, left % {"count": undone.kept})
    taken_back = ngettext("%(count)d decision taken back.", "%(count)d decisions taken back.", undone.count)
    return taken_back % {"count": undone.count}


def _propose(request: Request, job: JobDescription, rest: str) -> str:
    if not request.user.has_perm("skills.add_skillproposal"):
        raise PermissionDenied
    phrase = request.POST.get("phrase", "")
    services.propose_skill(job=job, phrase=phrase, user=request.user)
    return _("Proposed to the curators.")


ACTIONS: dict[str, Callable[[Request, JobDescription, str], str]] = {
    "confirm": _decide("confirm"),
    "reject": _decide("reject"),
    "undo": _decide("undo"),
    "importance": _set_importance,
    "add": _add,
    "confirm_strong": _decide_on_many("confirm", lambda page: page.strong),
    "reject_rest": _decide_on_many("reject", lambda page: page.rest),
    "undo_run": _undo_run,
    "propose": _propose,
}


@may_edit
@require_POST
@_tells_of_deletion
def extract(request: Request, job: JobDescription) -> HttpResponse:
    """Have the job's skills found once more, by the built-in engine where that is asked for."""
    services.request_extraction(job, built_in_engine="built_in_engine" in request.POST)
    return _back_to_job(request, job)


@may_view
@require_GET
@_tells_of_deletion
def history(request: Request, job: JobDescription) -> HttpResponse:
    """What happened to the job."""
    events = queries.job_history(job, EVENTS_SHOWN + 1)
    context = {"job": job, "events": events[:EVENTS_SHOWN], "is_cut": len(events) > EVENTS_SHOWN}
    return render(request, "skills/history.html", context)
