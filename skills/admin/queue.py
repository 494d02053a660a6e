"""The curation queue in Django admin: one decision a row, with a way back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from skills import services
from skills.curation.queue import all_items, curation_queue
from skills.models import KeptAsIs, Skill, SkillProposal

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PAGE = "admin:skills_skill_queue"


class QuestionForm(forms.Form):
    """An answer to a question about a skill."""

    question = forms.ChoiceField(choices=KeptAsIs.Question.choices)
    skill = forms.ModelChoiceField(queryset=Skill.objects.all())
    other = forms.ModelChoiceField(queryset=Skill.objects.all(), required=False)
    form = forms.CharField(max_length=255, required=False)


class ProposalForm(forms.Form):
    """An answer to a proposal: the skill that it is a form of, or a word back."""

    proposal = forms.ModelChoiceField(queryset=SkillProposal.objects.all())
    skill = forms.CharField(max_length=255, required=False)
    answer = forms.CharField(max_length=2000, required=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """What was done: a sentence, and what takes it back (empty where nothing does)."""

    sentence: str
    undo: str = ""


def queue_page(modeladmin: admin.ModelAdmin[Skill], request: HttpRequest) -> HttpResponse:
    """Show the queue; a POST answers one question and leads on to the next."""
    if not request.user.has_perm("skills.change_skill"):
        raise PermissionDenied
    if request.method == "POST":
        return _answer(modeladmin, request)
    sections = curation_queue()
    keys = [item.key for item in all_items(sections)]
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": _("Curation queue"),
        "sections": sections,
        "next_of": dict(pairwise(keys)),
        "focus": request.GET.get("focus", ""),
        "undo": request.GET.get("undo", ""),
        "opts": modeladmin.opts,
    }
    return render(request, "admin/skills/queue.html", context)


def _answer(modeladmin: admin.ModelAdmin[Skill], request: HttpRequest) -> HttpResponse:
    """Do what was answered, and go to the next row; where it cannot be done, say why and stay on the row."""
    to = {"focus": request.POST.get("next", "")}
    try:
        answered = _done(request)
    except ValidationError as error:
        modeladmin.message_user(request, " ".join(error.messages), messages.ERROR)
        to = {"focus": request.POST.get("row", "")}
    else:
        modeladmin.message_user(request, answered.sentence)
        if answered.undo:
            to["undo"] = answered.undo
    return redirect(f"{reverse(PAGE)}?{urlencode(to)}")


def _done(request: HttpRequest) -> Answered:
    user: User = request.user  # type: ignore[assignment]
    if taken_back := request.POST.get("take_back"):
        services.take_back(answer=taken_back)
        return Answered(_("It is as it was before."))
    if "proposal" in request.POST:
        return _proposal_answered(request, user)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("This question is not there any more."), code="gone")
    asked = form.cleaned_data
    if request.POST.get("answer") == "leave":
        undo = services.leave_question(
            question=asked["question"], skill=asked["skill"], other=asked["other"], form=asked["form"], user=user
        )
        return Answered(_("Left as it is, and not asked again."), undo)
    undo = services.accept_question(question=asked["question"], skill=asked["skill"], form=asked["form"])
    if asked["form"]:
        said = _("“%(form)s” no longer means “%(skill)s”.") % {"form": asked["form"], "skill": asked["skill"].name}
    else:
        said = _("“%(skill)s” is blocked.") % {"skill": asked["skill"].name}
    return Answered(said, undo)


def _proposal_answered(request: HttpRequest, user: User) -> Answered:
    if not request.user.has_perm("skills.change_skillproposal"):
        raise PermissionDenied
    form = ProposalForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("This question is not there any more."), code="gone")
    proposal, word, answer = (form.cleaned_data[name] for name in ("proposal", "skill", "answer"))
    how = request.POST.get("how")
    if how == "decline":
        services.decline_proposal(proposal=proposal, user=user, answer=answer)
        return Answered(_("“%(phrase)s” was declined.") % {"phrase": proposal.phrase})
    if how == "new":
        skill = services.accept_as_new_skill(proposal=proposal, user=user, answer=answer)
        return Answered(_("“%(skill)s” is a skill now.") % {"skill": skill.name})
    skill = _named(word)
    services.accept_proposal(proposal=proposal, skill=skill, user=user, answer=answer)
    return Answered(_("“%(form)s” now leads to “%(skill)s”.") % {"form": proposal.phrase, "skill": skill.name})


def _named(word: str) -> Skill:
    """Return the skill with this id or name.

    Raises:
        ValidationError: there is none, or several have the name.
    """
    found = list(Skill.objects.active().filter(Q(lightcast_id=word) | Q(name__iexact=word))[:2])
    if not word or not found:
        raise ValidationError(_("No active skill has this id or name: “%(word)s”.") % {"word": word}, code="unknown")
    if len(found) > 1:
        raise ValidationError(_("Several skills have this name; give the id."), code="several")
    return found[0]
