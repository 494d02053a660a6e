"""What the home page shows: the first steps, what needs a look, the person's own views and uploads."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import columns
from jobs.columns.filtering import in_review
from jobs.models import JobDescription, SavedView, UploadBatch
from jobs.queries import recent_batches
from skills.models import Extraction, JobSkill, JobTitle


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps.

    Attributes:
        sentence: what to do.
        why: what it is good for.
        address: where to do it.
        is_done: whether somebody has done it.
    """

    sentence: str
    why: str
    address: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Look:
    """Something that needs a look, and where to look."""

    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """All that the home page shows."""

    jobs: int
    steps: tuple[Step, ...]
    looks: tuple[Look, ...]
    views: QuerySet[SavedView]
    batches: QuerySet[UploadBatch]

    @property
    def shows_steps(self) -> bool:
        """Whether there is a first step left."""
        return not all(step.is_done for step in self.steps)


def home_page(user: User) -> HomePage:
    """Return the home page of `user`."""
    jobs = JobDescription.objects.count()
    return HomePage(
        jobs=jobs,
        steps=_steps(user, jobs),
        looks=_looks(user) if jobs else (),
        views=SavedView.objects.filter(owner=user),
        batches=recent_batches(by=user),
    )


def _steps(user: User, jobs: int) -> tuple[Step, ...]:
    if not user.has_perm("jobs.add_jobdescription"):
        return ()
    newest = JobDescription.objects.order_by("-created_at", "-id").values_list("pk", flat=True).first()
    job_address = reverse("job", args=[newest]) if newest else reverse("jobs:upload")
    return (
        Step(
            _("Upload job descriptions"),
            _("A whole folder at once: Word, PDF and most other formats."),
            reverse("jobs:upload"),
            bool(jobs),
        ),
        Step(
            _("Look over the skills of one job"),
            _("Confirm what is right and reject what is wrong; no later search undoes it."),
            job_address,
            JobSkill.objects.exclude(decision=JobSkill.Decision.NONE).exists(),
        ),
        Step(
            _("Record standard titles"),
            _("Jobs of the same kind come together, whatever each document calls them."),
            reverse("titles"),
            JobTitle.objects.exists(),
        ),
        Step(
            _("Keep a view of the list"),
            _("Filter the jobs, and save the list under a name: it then stands here."),
            reverse("jobs:list"),
            SavedView.objects.filter(owner=user).exists(),
        ),
    )


def _looks(user: User) -> tuple[Look, ...]:
    looks = []
    if untouched := int(in_review(columns.current(), ["untouched"]).sum()):
        sentence = ngettext(
            "%(count)s job whose skills nobody has looked over",
            "%(count)s jobs whose skills nobody has looked over",
            untouched,
        )
        looks.append(Look(sentence % {"count": intcomma(untouched)}, f"{reverse('jobs:list')}?review=untouched"))
    if untitled := JobDescription.objects.filter(standard_title=None).count():
        sentence = ngettext(
            "%(count)s job without a standard title", "%(count)s jobs without a standard title", untitled
        )
        may_record = user.has_perm("jobs.change_jobdescription")
        address = reverse("titles") if may_record else f"{reverse('jobs:list')}?standard_title=without"
        looks.append(Look(sentence % {"count": intcomma(untitled)}, address))
    failed = Extraction.objects.filter(state=Extraction.State.FAILED).count() if user.is_staff else 0
    if failed:
        sentence = ngettext(
            "%(count)d search for skills that failed", "%(count)d searches for skills that failed", failed
        )
        looks.append(
            Look(sentence % {"count": failed}, f"{reverse('admin:skills_extraction_changelist')}?state__exact=failed")
        )
    return tuple(looks)
