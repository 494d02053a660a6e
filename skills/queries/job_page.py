"""What a job's page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.models import JobDescription
from skills import wording
from skills.models import Extraction, JobSkill, JobTitle, Skill
from skills.queries.evidence import Quote, TextSection, quote, sections

STRONG = 0.8
FAIR = 0.6
Decision = JobSkill.Decision


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
        sections=tuple(sections(job.text, kept)),
        groups=tuple(_groups(listed, job.text)),
        rejected=tuple(Tag(row, ()) for row in rows if row.decision == Decision.REJECTED),
        extraction=job.extractions.exclude(state=Extraction.State.SUPERSEDED).order_by("-id").first(),
        standard_title=JobTitle.carried_by(job),
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
        tag = Tag(row, tuple(quote(text, mention) for mention in row.evidence))
        by_kind.setdefault((row.importance, row.skill.type), []).append(tag)
    for importance, skill_type in sorted(by_kind, key=lambda kind: (_IMPORTANCE_ORDER[kind[0]], _TYPE_ORDER[kind[1]])):
        yield TagGroup(
            str(JobSkill.Importance(importance).label),
            str(Skill.Type(skill_type).label),
            tuple(by_kind[importance, skill_type]),
        )
