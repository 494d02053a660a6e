"""The curation queue: what curators are asked, one question a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skills.curation.acceptance import Acceptance, low_acceptance_forms, low_acceptance_skills
from skills.models import DuplicatePair, JobSkill, KeptAsIs, Skill, SkillProposal

ROWS_SHOWN = 25
PROPOSAL = "proposal"
Question = KeptAsIs.Question


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    Attributes:
        question: what is asked: PROPOSAL or one of KeptAsIs.Question.
        pk: of the proposal or the skill.
        title: what it is about.
        facts: what is known, a sentence each.
        form: the surface form that it is about, empty when it is about none.
        skill: the skill that it is about; None for a proposal.
        other: the other skill of a pair, or the one that may stand for a retired one.
    """

    question: str
    pk: int
    title: str
    facts: tuple[str, ...] = ()
    form: str = ""
    skill: Skill | None = None
    other: Skill | None = None

    @property
    def key(self) -> str:
        """Return the question's own name, by which its row is found again."""
        parts = [self.question, str(self.pk)]
        if self.question == Question.DUPLICATE and self.other is not None:
            parts.append(str(self.other.pk))
        if self.form:
            parts.append(self.form.encode().hex())
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions of one kind.

    Attributes:
        question: which kind.
        heading: what they ask.
        items: the questions, at most ROWS_SHOWN.
        total: how many there are.
    """

    question: str
    heading: str
    items: tuple[Item, ...]
    total: int


def curation_queue() -> tuple[Section, ...]:
    """Return all open questions; a kind without any is left out."""
    forms = low_acceptance_forms()
    sections = (
        _proposals(),
        _section(Question.FORM, _("Surface forms that people mostly reject"), [_form(one) for one in forms]),
        _skills({one.skill.pk for one in forms}),
        _retired(),
        _duplicates(),
    )
    return tuple(section for section in sections if section.total)


def _section(question: str, heading: str, items: list[Item]) -> Section:
    return Section(question, heading, tuple(items[:ROWS_SHOWN]), len(items))


def _proposals() -> Section:
    """Return the phrases that people propose, each once with the number of jobs that it was proposed from."""
    rows: dict[str, list[SkillProposal]] = {}
    waiting = SkillProposal.objects.filter(state=SkillProposal.State.OPEN).select_related("job", "proposed_by")
    for proposal in waiting.order_by("pk"):
        rows.setdefault(proposal.phrase.casefold(), []).append(proposal)
    return _section(PROPOSAL, _("Phrases that people propose as skills"), [_proposal(one) for one in rows.values()])


def _proposal(proposals: list[SkillProposal]) -> Item:
    first = proposals[0]
    facts = []
    if first.job is not None:
        where = _("From “%(job)s”") % {"job": first.job.title}
        if len(proposals) > 1:
            where = ngettext(
                "From “%(job)s” and %(count)d more job", "From “%(job)s” and %(count)d more jobs", len(proposals) - 1
            ) % {"job": first.job.title, "count": len(proposals) - 1}
        facts.append(where)
    if first.proposed_by is not None:
        facts.append(_("Proposed by %(person)s") % {"person": first.proposed_by.get_username()})
    return Item(PROPOSAL, first.pk, first.phrase, tuple(facts))


def _form(one: Acceptance) -> Item:
    title = _("“%(form)s” for “%(skill)s”") % {"form": one.form, "skill": one.skill.name}
    return Item(Question.FORM, one.skill.pk, title, (_rejected(one),), form=one.form, skill=one.skill)


def _skills(asked: set[int]) -> Section:
    """Return the skills that people mostly reject, but for those of which a surface form is asked about already."""
    items = [
        Item(Question.SKILL, one.skill.pk, one.skill.name, (_rejected(one),), skill=one.skill)
        for one in low_acceptance_skills()
        if one.skill.pk not in asked
    ]
    return _section(Question.SKILL, _("Skills that people mostly reject"), items)


def _rejected(one: Acceptance) -> str:
    return ngettext(
        "Rejected in %(rejected)d of %(count)d decided job",
        "Rejected in %(rejected)d of %(count)d decided jobs",
        one.decided,
    ) % {"rejected": one.rejected, "count": one.decided}


def _retired() -> Section:
    """Return the retired skills that jobs still carry, with the skill that may stand for each."""
    kept = KeptAsIs.objects.filter(question=Question.RETIRED).values("skill")
    skills: QuerySet[Any] = (
        Skill.objects.filter(status=Skill.Status.RETIRED, merged_into=None)
        .exclude(pk__in=kept)
        .annotate(jobs=Count("job_skills", filter=~Q(job_skills__decision=JobSkill.Decision.REJECTED)))
        .filter(jobs__gt=0)
        .order_by("-jobs", "name")
    )
    shown = list(skills[:ROWS_SHOWN])
    successors = _successors(shown)
    items = [
        Item(
            Question.RETIRED,
            skill.pk,
            skill.name,
            _retired_facts(skill.jobs),
            skill=skill,
            other=successors.get(skill.pk),
        )
        for skill in shown
    ]
    total = len(items) if len(items) < ROWS_SHOWN else skills.count()
    return Section(Question.RETIRED, _("Retired skills that jobs still carry"), tuple(items), total)


def _retired_facts(jobs: int) -> tuple[str, ...]:
    return (ngettext("%(count)d job carries it", "%(count)d jobs carry it", jobs) % {"count": jobs},)


def _successors(skills: Iterable[Skill]) -> dict[int, Skill]:
    """Return the active skill that is most like each of the retired ones."""
    wanted = {skill.pk for skill in skills}
    pairs = DuplicatePair.objects.filter(Q(first__in=wanted) | Q(second__in=wanted)).select_related("first", "second")
    found: dict[int, Skill] = {}
    for pair in pairs.order_by("-score", "pk"):
        for skill, other in ((pair.first, pair.second), (pair.second, pair.first)):
            if skill.pk in wanted and other.status == Skill.Status.ACTIVE:
                found.setdefault(skill.pk, other)
    return found


def open_duplicates() -> QuerySet[DuplicatePair]:
    """Return the pairs that were found, still stand, and that nobody has called no duplicates."""
    answered = KeptAsIs.objects.filter(question=Question.DUPLICATE)
    pairs = DuplicatePair.objects.filter(
        first__status=Skill.Status.ACTIVE, second__status=Skill.Status.ACTIVE
    ).select_related("first__category", "second__category")
    kept = set(answered.values_list("skill_id", "other_id"))
    dismissed = [pk for pk, *pair in pairs.values_list("pk", "first_id", "second_id") if tuple(pair) in kept]
    return pairs.exclude(pk__in=dismissed) if dismissed else pairs


def _duplicates() -> Section:
    """Return the likely duplicates, those that concern most jobs first."""
    pairs = open_duplicates()
    items = tuple(_pair(pair) for pair in pairs[:ROWS_SHOWN])
    return Section(Question.DUPLICATE, _("Likely duplicates"), items, pairs.count())


def _pair(pair: DuplicatePair) -> Item:
    title = _("“%(first)s” and “%(second)s”") % {"first": pair.first.name, "second": pair.second.name}
    facts = (
        pair.get_reason_display(),
        ngettext("%(count)d job asks for either", "%(count)d jobs ask for either", pair.jobs) % {"count": pair.jobs},
    )
    return Item(Question.DUPLICATE, pair.first_id, title, facts, skill=pair.first, other=pair.second)


def all_items(sections: Iterable[Section]) -> Iterator[Item]:
    """Yield the questions in the order of the page."""
    for section in sections:
        yield from section.items
