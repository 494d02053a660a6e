"""What a job's page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jd_platform.numbers import percent
from jobs.models import JobDescription
from skills import wording
from skills.models import Extraction, JobSkill, JobTitle, Skill, SkillProposal
from skills.queries.evidence import MOST_QUOTES, MarkedText, Quote, marked_text, quotes
from skills.queries.history import Event, job_history, last_run
from skills.queries.versions import NewerEngine, newer_engine

STRONG = 0.8
FAIR = 0.6
EVENTS_SHOWN = 5
UNDO_OFFERED = timedelta(days=1)
Decision = JobSkill.Decision


@dataclass(frozen=True, slots=True)
class Tag:
    """One skill of a job as its page shows it.

    Attributes:
        row: the tag.
        places: numbers of its mentions that the shown text holds, in reading order.
        at_once: how many of them are marked at most.
    """

    row: JobSkill
    places: tuple[int, ...] = ()
    at_once: int = 0

    @property
    def is_marked_in_parts(self) -> bool:
        """Whether there are more mentions than are marked."""
        return len(self.places) > self.at_once

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
    def is_open(self) -> bool:
        """Whether nobody has decided on it."""
        return self.row.decision == Decision.NONE

    @property
    def is_strong(self) -> bool:
        """Whether the engine is sure of it."""
        return self.row.confidence is not None and self.row.confidence >= STRONG


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a job has a skill.

    Attributes:
        row: the tag.
        quotes: the first mentions, each in its sentence.
        more: how many more mentions there are.
        reasons: what the engine says, in the reader's language.
    """

    row: JobSkill
    quotes: tuple[Quote, ...]
    more: int
    reasons: tuple[str, ...]

    @property
    def confidence(self) -> str:
        """Return the confidence in per cent; empty for what a person added."""
        return "" if self.row.confidence is None else percent(self.row.confidence)


@dataclass(frozen=True, slots=True)
class TagGroup:
    """Tags of one importance and type."""

    importance: str
    type: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The skill whose places stand out in the text, and which of them one is at.

    Attributes:
        tag: the skill.
        position: from 1.
    """

    tag: Tag
    position: int

    @property
    def mention(self) -> int:
        """Return the number of the mention one is at."""
        return self.tag.places[self.position - 1]

    @property
    def previous(self) -> int:
        """Return the number of the mention before, the last one's before the first."""
        return self.tag.places[self.position - 2]

    @property
    def next(self) -> int:
        """Return the number of the mention after, the first one's after the last."""
        return self.tag.places[self.position % len(self.tag.places)]


@dataclass(frozen=True)
class JobPage:
    """All that a job's page shows.

    Attributes:
        total: tags that are not rejected, whatever the filters.
        confirmed: those of them that a person confirmed or added.
        last_run: what the reader decided last and can take back.
    """

    job: JobDescription
    marked: MarkedText
    tags: tuple[Tag, ...]
    groups: tuple[TagGroup, ...]
    rejected: tuple[Tag, ...]
    proposals: tuple[SkillProposal, ...]
    extraction: Extraction | None
    newer: NewerEngine | None
    standard_title: JobTitle | None
    has_original: bool
    history: tuple[Event, ...]
    last_run: Event | None
    words: str
    type: str

    @property
    def total(self) -> int:
        """How many tags are not rejected."""
        return len(self.tags)

    @property
    def confirmed(self) -> int:
        """How many a person confirmed or added."""
        return sum(tag.row.decision == Decision.CONFIRMED for tag in self.tags)

    @property
    def type_counts(self) -> tuple[tuple[str, str, int], ...]:
        """Return value, label and number of tags of each type that there is."""
        return tuple(
            (value, str(label), count)
            for value, label in Skill.Type.choices
            if (count := sum(tag.row.skill.type == value for tag in self.tags))
        )

    @cached_property
    def listed(self) -> tuple[Tag, ...]:
        """The tags that the filters leave."""
        return tuple(tag for group in self.groups for tag in group.tags)

    @cached_property
    def listed_ids(self) -> frozenset[str]:
        """The Lightcast ids of the skills that are listed."""
        return frozenset(tag.row.skill.lightcast_id for tag in self.listed)

    @property
    def shown(self) -> int:
        """How many tags the filters leave."""
        return len(self.listed)

    @cached_property
    def strong(self) -> tuple[Tag, ...]:
        """The listed suggestions of which the engine is sure."""
        return tuple(tag for tag in self.listed if tag.is_open and tag.is_strong)

    @cached_property
    def rest(self) -> tuple[Tag, ...]:
        """The other listed suggestions."""
        return tuple(tag for tag in self.listed if tag.is_open and not tag.is_strong)

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
    def is_of_older_text(self) -> bool:
        """Whether the text has changed since its skills were found."""
        return self.extraction is not None and self.extraction.text_hash != self.job.text_hash

    @property
    def found_nothing(self) -> bool:
        """Whether the skills were looked for and there are none, rejected ones included."""
        return self.extraction is not None and not self.tags and not self.rejected

    @property
    def is_marked_in_parts(self) -> bool:
        """Whether there are more mentions than are marked."""
        return any(tag.is_marked_in_parts for tag in self.tags)

    @property
    def sentence(self) -> str:
        """Return how many skills there are, as it is announced."""
        if self.shown != self.total:
            return _("%(shown)d of %(total)d skills") % {"shown": self.shown, "total": self.total}
        return ngettext("%(count)d skill", "%(count)d skills", self.total) % {"count": self.total}

    def evidence_of(self, lightcast_id: str, mention: str) -> Evidence | None:
        """Return the skill's places with `mention` chosen, the first when it is none of them; None without places."""
        tag = next((tag for tag in self.tags if tag.row.skill.lightcast_id == lightcast_id), None)
        if tag is None or not tag.places:
            return None
        numbers = [str(number) for number in tag.places]
        return Evidence(tag, numbers.index(mention) + 1 if mention in numbers else 1)


_IMPORTANCE_ORDER = {value: place for place, value in enumerate(JobSkill.Importance.values)}
_TYPE_ORDER = {value: place for place, value in enumerate(Skill.Type.values)}


def job_page(
    job: JobDescription,
    *,
    words: str = "",
    skill_type: str = "",
    chosen: str = "",
    mention: str = "",
    reader: int | None = None,
) -> JobPage:
    """Return a job's page.

    Args:
        job: the job.
        words: leaves the tags whose name holds them; the text keeps all its marks.
        skill_type: leaves the tags of this type.
        chosen: Lightcast id of the skill of which the mentions about number `mention` are marked, where there are too
            many to mark all.
        mention: the number of one of its mentions.
        reader: primary key of the person who looks, to whom the last decision is offered to be taken back.
    """
    # Before the tags: where the search is seen to be done, what it found is there too.
    extraction = job.extractions.exclude(state=Extraction.State.SUPERSEDED).defer("answer").order_by("-id").first()
    rows = list(job.job_skills.filter(skill__status=Skill.Status.ACTIVE).select_related("skill"))
    kept = [row for row in rows if row.decision != Decision.REJECTED]
    kept.sort(key=lambda row: (-(row.confidence if row.confidence is not None else 1), row.skill.name.lower()))
    chosen_row = next((row for row in kept if row.skill.lightcast_id == chosen), None)
    listed = sorted(
        (
            row
            for row in kept
            if words.lower() in row.skill.name.lower() and (not skill_type or row.skill.type == skill_type)
        ),
        key=_group_order,
    )
    marked = marked_text(
        job.text, kept, {row.pk: number for number, row in enumerate(listed, start=1)}, chosen_row, mention
    )
    tags = {row.pk: Tag(row, marked.places.get(row.pk, ()), marked.at_once) for row in kept}
    return JobPage(
        job=job,
        marked=marked,
        tags=tuple(tags.values()),
        groups=tuple(_groups(tags[row.pk] for row in listed)),
        rejected=tuple(Tag(row) for row in rows if row.decision == Decision.REJECTED),
        proposals=tuple(job.skill_proposals.exclude(state=SkillProposal.State.ACCEPTED).order_by("phrase")),
        extraction=extraction,
        newer=newer_engine(extraction),
        standard_title=JobTitle.carried_by(job),
        has_original=job.documents.exclude(content="").exists(),
        history=job_history(job, EVENTS_SHOWN + 1),
        last_run=last_run(job, reader, since=timezone.now() - UNDO_OFFERED) if reader else None,
        words=words,
        type=skill_type,
    )


def grounds(row: JobSkill, text: str) -> Grounds:
    """Return why the job with this text has the tag."""
    shown = row.evidence[:MOST_QUOTES]
    return Grounds(
        row,
        quotes(text, shown),
        len(row.evidence) - len(shown),
        tuple(wording.reason(reason) for reason in row.reasons),
    )


def _group_order(row: JobSkill) -> tuple[int, int]:
    return _IMPORTANCE_ORDER[row.importance], _TYPE_ORDER[row.skill.type]


def _groups(tags: Iterable[Tag]) -> Iterable[TagGroup]:
    """Yield the groups of tags that come in their order."""
    for _order, group in groupby(tags, key=lambda tag: _group_order(tag.row)):
        members = tuple(group)
        first = members[0].row
        yield TagGroup(
            str(JobSkill.Importance(first.importance).label), str(Skill.Type(first.skill.type).label), members
        )
