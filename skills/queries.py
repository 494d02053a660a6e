"""Reads of the skills application: querysets, and the view-models of its pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.models import JobDescription
from jobs.sections import split_sections
from skills import wording
from skills.engines.select import engine_name
from skills.filters import SkillFilter
from skills.models import Extraction, JobSkill, JobTitle, Skill

STRONG = 0.8
FAIR = 0.6
SENTENCE_CHARACTERS = 160
Decision = JobSkill.Decision


@dataclass(frozen=True, slots=True)
class LightcastUsage:
    """How the monthly quota of Lightcast calls stands.

    Attributes:
        used: calls made this month, counted by attempt.
        quota: calls allowed in a month.
        resets_on: first day of the next month.
    """

    used: int
    quota: int
    resets_on: date

    @property
    def left(self) -> int:
        """Calls left this month."""
        return max(0, self.quota - self.used)


def lightcast_usage() -> LightcastUsage | None:
    """Return how the quota stands, from the log of extractions; None when Lightcast is not the engine."""
    if engine_name() != Extraction.Engine.LIGHTCAST:
        return None
    today = timezone.now().date()
    first = today.replace(day=1)
    used = Extraction.objects.filter(
        engine=Extraction.Engine.LIGHTCAST, calls__gt=0, requested_at__date__gte=first
    ).aggregate(calls=Coalesce(Sum("calls"), 0))["calls"]
    resets_on = (first + timedelta(days=32)).replace(day=1)
    return LightcastUsage(used, settings.LIGHTCAST["monthly_quota"], resets_on)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a job's text; a mention of a skill when it has a tag.

    Attributes:
        text: the characters.
        tag: the tag whose evidence it is.
        mention: number of the mention within the tag, from 1.
    """

    text: str
    tag: JobSkill | None = None
    mention: int = 0


@dataclass(frozen=True, slots=True)
class TextSection:
    """A section of a job's text, cut into pieces."""

    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A mention in its sentence: what stands before, the phrase, and what follows."""

    before: str
    phrase: str
    after: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One skill of a job as its page shows it."""

    row: JobSkill
    quotes: tuple[Quote, ...]

    @property
    def strength(self) -> str:
        """Return the confidence in words."""
        confidence = self.row.confidence
        if confidence is None:
            return ""
        if confidence >= STRONG:
            return _("Strong match")
        return _("Fair match") if confidence >= FAIR else _("Weak match")

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why it was tagged, in the reader's language."""
        return tuple(wording.reason(reason) for reason in self.row.reasons)

    @property
    def percent(self) -> int:
        """Return the confidence in per cent."""
        return round((self.row.confidence or 0) * 100)


@dataclass(frozen=True, slots=True)
class TagGroup:
    """Tags of one importance and type."""

    importance: str
    type: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class JobPage:
    """All that a job's page shows."""

    job: JobDescription
    sections: tuple[TextSection, ...]
    groups: tuple[TagGroup, ...]
    rejected: tuple[Tag, ...]
    extraction: Extraction | None
    standard_title: JobTitle | None
    has_original: bool
    words: str
    type: str
    total: int
    confirmed: int
    type_counts: tuple[tuple[str, str, int], ...] = field(default=())

    @property
    def shown(self) -> int:
        """How many tags the filters leave."""
        return sum(len(group.tags) for group in self.groups)

    @property
    def filters(self) -> str:
        """Return the filters as a query string, empty when there are none, so that an action keeps them."""
        chosen = {name: value for name, value in (("q", self.words), ("type", self.type)) if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def is_working(self) -> bool:
        """Whether the skills are still being found and the page should look again."""
        return self.extraction is not None and self.extraction.state in (
            Extraction.State.WAITING,
            Extraction.State.RUNNING,
        )

    @property
    def sentence(self) -> str:
        """Return how many skills there are, as it is announced."""
        if self.shown != self.total:
            return _("%(shown)d of %(total)d skills") % {"shown": self.shown, "total": self.total}
        return ngettext("%(count)d skill", "%(count)d skills", self.total) % {"count": self.total}


_IMPORTANCE_ORDER = {value: place for place, value in enumerate(JobSkill.Importance.values)}
_TYPE_ORDER = {value: place for place, value in enumerate(Skill.Type.values)}


def job_page(job: JobDescription, *, words: str = "", skill_type: str = "") -> JobPage:
    """Return a job's page; `words` and `skill_type` narrow the tags that are listed, not the text."""
    rows = list(
        job.job_skills.filter(skill__status=Skill.Status.ACTIVE).select_related("skill__category", "decided_by")
    )
    kept = [row for row in rows if row.decision != Decision.REJECTED]
    kept.sort(key=lambda row: (-(row.confidence if row.confidence is not None else 1), row.skill.name.lower()))
    listed = [
        row
        for row in kept
        if words.lower() in row.skill.name.lower() and (not skill_type or row.skill.type == skill_type)
    ]
    return JobPage(
        job=job,
        sections=tuple(_sections(job.text, kept)),
        groups=tuple(_groups(listed, job.text)),
        rejected=tuple(Tag(row, ()) for row in rows if row.decision == Decision.REJECTED),
        extraction=job.extractions.exclude(state=Extraction.State.SUPERSEDED).order_by("-id").first(),
        standard_title=JobTitle.objects.filter(job=job).select_related("standard_title").first(),
        has_original=job.documents.exclude(content="").exists(),
        words=words,
        type=skill_type,
        total=len(kept),
        confirmed=sum(row.decision == Decision.CONFIRMED for row in kept),
        type_counts=tuple(
            (value, str(label), count)
            for value, label in Skill.Type.choices
            if (count := sum(row.skill.type == value for row in kept))
        ),
    )


def _groups(rows: Iterable[JobSkill], text: str) -> Iterable[TagGroup]:
    by_kind: dict[tuple[str, str], list[Tag]] = {}
    for row in rows:
        tag = Tag(row, tuple(_quote(text, mention) for mention in row.evidence))
        by_kind.setdefault((row.importance, row.skill.type), []).append(tag)
    for importance, skill_type in sorted(by_kind, key=lambda kind: (_IMPORTANCE_ORDER[kind[0]], _TYPE_ORDER[kind[1]])):
        yield TagGroup(
            str(JobSkill.Importance(importance).label),
            str(Skill.Type(skill_type).label),
            tuple(by_kind[importance, skill_type]),
        )


def _quote(text: str, mention: dict[str, Any]) -> Quote:
    """Return the mention in its sentence; an ellipsis stands where a long one was cut."""
    start, end = mention["start"], mention["end"]
    first = max(text.rfind("\n", 0, start) + 1, text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0)
    ends = [place for place in (text.find("\n", end), text.find(". ", end) + 1 or -1) if place >= end]
    last = min(ends, default=len(text))
    before, after = text[first:start].lstrip("- "), text[end:last].rstrip()
    if len(before) > SENTENCE_CHARACTERS:
        before = f"…{before[-SENTENCE_CHARACTERS:]}"
    if len(after) > SENTENCE_CHARACTERS:
        after = f"{after[:SENTENCE_CHARACTERS]}…"
    return Quote(before, text[start:end], after)


def _sections(text: str, rows: Sequence[JobSkill]) -> Iterable[TextSection]:
    mentions = _visible_mentions(rows)
    for section in split_sections(text):
        heading_end = section.start
        heading = section.heading.strip()
        if heading:
            line_end = text.find("\n", section.start, section.end)
            line_end = section.end if line_end < 0 else line_end
            if (
                heading in text[section.start : line_end]
                and len(text[section.start : line_end].strip()) <= len(heading) + 6
            ):
                heading_end = line_end
            else:
                heading = ""
        while heading_end < section.end and text[heading_end] == "\n":
            heading_end += 1
        pieces = tuple(_pieces(text, heading_end, section.end, mentions))
        yield TextSection(heading, pieces)


def _visible_mentions(rows: Sequence[JobSkill]) -> list[tuple[int, int, JobSkill, int]]:
    """Return the mentions to mark, in reading order; where two overlap the longer one is marked."""
    mentions = [
        (mention["start"], mention["end"], row, number)
        for row in rows
        for number, mention in enumerate(row.evidence, start=1)
    ]
    mentions.sort(key=lambda one: (one[0], -one[1]))
    visible: list[tuple[int, int, JobSkill, int]] = []
    for mention in mentions:
        if visible and mention[0] < visible[-1][1]:
            if mention[1] - mention[0] > visible[-1][1] - visible[-1][0]:
                visible[-1] = mention
        else:
            visible.append(mention)
    return visible


def _pieces(text: str, start: int, end: int, mentions: Sequence[tuple[int, int, JobSkill, int]]) -> Iterable[Piece]:
    place = start
    for first, last, row, number in mentions:
        if first < place or last > end:
            continue
        if first > place:
            yield Piece(text[place:first])
        yield Piece(text[first:last], row, number)
        place = last
    if place < end:
        yield Piece(text[place:end].rstrip())


def skills_to_add(job: JobDescription, words: str, limit: int = 8) -> QuerySet[Skill]:
    """Return active skills whose name or surface form holds `words`, best match first, that the job lacks."""
    words = words.replace("\x00", "").strip()
    if len(words) < 2:
        return Skill.objects.none()
    return search_skills(words).exclude(job_skills__in=job.job_skills.exclude(decision=Decision.REJECTED))[:limit]


def search_skills(words: str) -> QuerySet[Skill]:
    """Return active skills whose name or surface form holds `words`: those that begin with it first."""
    return (
        Skill.objects.active()
        .filter(Q(name__icontains=words) | Q(aliases__form__icontains=words, aliases__is_blocked=False))
        .select_related("category")
        .annotate(begins=Count("pk", filter=Q(name__istartswith=words), distinct=True))
        .order_by("-begins", "name")
        .distinct()
    )


@dataclass(frozen=True, slots=True)
class SkillList:
    """All that the skill list shows."""

    filter: SkillFilter
    page: Page[Skill]
    page_address: str


def skill_list(parameters: QueryDict) -> SkillList:
    """Return the skill list for the query string `parameters`: those in use first."""
    skill_filter = SkillFilter(parameters, queryset=skills_with_use())
    found = skill_filter.qs if skill_filter.form.is_valid() else skills_with_use().none()
    page = Paginator(found.order_by(F("jobs").desc(), "name"), settings.PAGE_SIZE).get_page(parameters.get("page"))
    kept = parameters.copy()
    kept.pop("page", None)
    return SkillList(skill_filter, page, "?" + kept.urlencode())


def skills_with_use() -> QuerySet[Skill]:
    """Return all skills with the number of jobs that ask for each as `jobs`."""
    return Skill.objects.select_related("category__parent").annotate(
        jobs=Count("job_skills", filter=~Q(job_skills__decision=Decision.REJECTED))
    )


@dataclass(frozen=True, slots=True)
class JobWithQuote:
    """A job that asks for a skill, with the sentence that led to it."""

    tag: JobSkill
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class SkillPage:
    """All that a skill's page shows."""

    skill: Skill
    page: Page[JobSkill]
    jobs: tuple[JobWithQuote, ...]
    departments: tuple[tuple[str, int], ...]
    together: tuple[tuple[str, str, int], ...]
    aliases: tuple[str, ...]


def skill_page(skill: Skill, page_number: str | None) -> SkillPage:
    """Return a skill's page."""
    tags = JobSkill.objects.shown().filter(skill=skill)
    page = Paginator(tags.select_related("job").order_by("-job__created_at", "-job_id"), settings.PAGE_SIZE).get_page(
        page_number
    )
    departments = (
        tags.order_by()
        .exclude(job__department="")
        .values_list("job__department")
        .annotate(jobs=Count("pk"))
        .order_by("-jobs", "job__department")[:12]
    )
    together = (
        JobSkill.objects.shown()
        .filter(job__in=tags.order_by().values("job"))
        .exclude(skill=skill)
        .order_by()
        .values_list("skill__lightcast_id", "skill__name")
        .annotate(jobs=Count("pk"))
        .order_by("-jobs", "skill__name")[:10]
    )
    return SkillPage(
        skill=skill,
        page=page,
        jobs=tuple(
            JobWithQuote(tag, _quote(tag.job.text, tag.evidence[0]) if tag.evidence else None)
            for tag in page.object_list
        ),
        departments=tuple(departments),
        together=tuple(together),
        aliases=tuple(skill.aliases.filter(is_blocked=False).values_list("form", flat=True)),
    )
