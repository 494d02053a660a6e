"""The progress of an upload, and the uploads of late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.documents.base import Notice
from jobs.models import UploadBatch, UploadedDocument
from jobs.tags import asked_again_at, is_searched, is_short_of_calls, is_without_skills, open_searches, skills_found

FILES_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One file of an upload.

    Attributes:
        document: the file.
        skills: how many skills its job has; None until they have been looked for.
        search: the state of the search for its job's skills, where that is still open.
    """

    document: UploadedDocument
    skills: int | None
    search: str

    @property
    def is_awaited(self) -> bool:
        """Whether the skills of the job that was made of it are about to be found."""
        return self.document.state == UploadedDocument.State.DONE and self.search in ("waiting", "running")

    @property
    def is_delayed(self) -> bool:
        """Whether they could not be found yet, and are looked for again later."""
        return self.document.state == UploadedDocument.State.DONE and self.search == "retry"


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far an upload has come: counts over all its files, and one page of them.

    Attributes:
        batch: the upload.
        page: one page of the files.
        rows: the files of that page.
        counts: how many files are in each state.
        warned: how many of the added jobs need a look.
        first_warned: the first of those jobs, by its id; None when none needs one.
        awaited: of how many of the added jobs the skills are about to be found.
        delayed: of how many they could not be found yet, and are looked for again later.
        short_of_calls: for how many of those calls to Lightcast are used up.
        asked_again_at: when Lightcast is asked about the first of these again; None when there are none.
        held: how many files wait for the virus scanner.
        missing: how many files the browser was to send and has not sent.
        page_address: query string that the number of a page is put to.
    """

    batch: UploadBatch
    page: Page[UploadedDocument]
    rows: tuple[DocumentRow, ...]
    counts: dict[str, int]
    warned: int
    first_warned: int | None
    awaited: int
    delayed: int
    short_of_calls: int
    asked_again_at: datetime | None
    held: int
    missing: int
    page_address: str = "?"

    @property
    def total(self) -> int:
        """How many files there are."""
        return sum(self.counts.values())

    @property
    def finished(self) -> int:
        """How many files have come to their end."""
        return self.total - sum(self.counts.get(state, 0) for state in UploadedDocument.OPEN_STATES)

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to read."""
        return self.finished == self.total

    @property
    def is_settled(self) -> bool:
        """Whether nothing is going to change by itself soon."""
        return self.is_finished and not self.awaited

    @property
    def waiting(self) -> int:
        """How many files wait to be read."""
        return self.counts.get(UploadedDocument.State.WAITING, 0)

    @property
    def sentence(self) -> str:
        """Return how far the upload has come, as it is announced."""
        refused = self.counts.get(UploadedDocument.State.REFUSED, 0)
        here = self.counts.get(UploadedDocument.State.DUPLICATE, 0)
        if not self.total:
            return _("No file has arrived yet.")
        sentences = [
            ngettext("%(done)d of %(total)d file is finished.", "%(done)d of %(total)d files are finished.", self.total)
            % {"done": self.finished, "total": self.total}
        ]
        if refused:
            sentences.append(ngettext("%(count)d was not added.", "%(count)d were not added.", refused))
            sentences[-1] %= {"count": refused}
        if here:
            sentences.append(ngettext("%(count)d is here already.", "%(count)d are here already.", here))
            sentences[-1] %= {"count": here}
        if self.warned:
            sentences.append(ngettext("%(count)d needs a look.", "%(count)d need a look.", self.warned))
            sentences[-1] %= {"count": self.warned}
        if self.held:
            sentences.append(
                ngettext("%(count)d waits for the virus scanner.", "%(count)d wait for the virus scanner.", self.held)
                % {"count": self.held}
            )
        if self.awaited:
            sentences.append(
                ngettext(
                    "Skills are still being found for %(count)d job.",
                    "Skills are still being found for %(count)d jobs.",
                    self.awaited,
                )
                % {"count": self.awaited}
            )
        if self.delayed:
            sentences.append(
                ngettext(
                    "The skills of %(count)d job could not be found yet; that is tried again by itself.",
                    "The skills of %(count)d jobs could not be found yet; that is tried again by itself.",
                    self.delayed,
                )
                % {"count": self.delayed}
            )
        return " ".join(sentences)


def batch_progress(batch: UploadBatch, page_number: str | None = None) -> BatchProgress:
    """Return how far `batch` has come, with the page of its files that is asked for."""
    documents = batch.documents.order_by("pk")
    counts = dict(documents.order_by().values_list("state").annotate(Count("pk")))
    state = UploadedDocument.State
    is_doubtful = Q(state=state.DONE) & (~Q(warnings=[]) | is_without_skills())
    figures = documents.aggregate(
        warned=Count("pk", filter=is_doubtful),
        first_warned=Min("job_id", filter=is_doubtful),
        awaited=Count("pk", filter=Q(is_searched("waiting", "running"), state=state.DONE)),
        delayed=Count("pk", filter=Q(is_searched("retry"), state=state.DONE)),
        short_of_calls=Count("pk", filter=Q(is_short_of_calls(), state=state.DONE)),
        asked_again_at=Min(asked_again_at(), filter=Q(state=state.DONE)),
        held=Count("pk", filter=Q(state=state.WAITING, warnings=[Notice.UNSCANNED])),
    )
    sent = documents.filter(archive=None).count() if batch.expected else 0
    listed = documents.select_related("job").defer("job__text")
    page = Paginator(listed, FILES_PER_PAGE).get_page(page_number)
    job_ids = [document.job_id for document in page if document.job_id is not None]
    skills, searches = skills_found(job_ids), open_searches(job_ids)
    return BatchProgress(
        batch=batch,
        page=page,
        rows=tuple(
            DocumentRow(document, skills.get(document.job_id or 0), searches.get(document.job_id or 0, ""))
            for document in page
        ),
        counts=counts,
        missing=max(0, batch.expected - sent),
        **figures,
    )


def recent_batches(limit: int = 5, *, by: User | None = None) -> QuerySet[UploadBatch]:
    """Return the newest uploads that hold files, with how many: `files`, and how many of them are `finished`.

    Args:
        limit: how many at most.
        by: only the uploads of this person; everybody's when None.
    """
    is_open = Q(documents__state__in=UploadedDocument.OPEN_STATES)
    uploads = UploadBatch.objects.all() if by is None else UploadBatch.objects.filter(created_by=by)
    return (
        uploads.annotate(
            files=Count("documents"),
            finished=Count("documents", filter=~is_open),
            refused=Count("documents", filter=Q(documents__state=UploadedDocument.State.REFUSED)),
        )
        .filter(files__gt=0)
        .select_related("created_by")[:limit]
    )
