"""The progress of an upload, and the uploads of late."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.models import UploadBatch, UploadedDocument
from jobs.tags import jobs_without_skills, skills_awaited, skills_found

FILES_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One file of an upload.

    Attributes:
        document: the file.
        skills: how many skills its job has; None until they have been looked for.
        is_awaited: whether its job's skills are about to be found.
    """

    document: UploadedDocument
    skills: int | None
    is_awaited: bool


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
        missing: how many files the browser was to send and has not sent.
        is_settled: whether nothing on this page is going to change by itself.
        page_address: query string that the number of a page is put to.
    """

    batch: UploadBatch
    page: Page[UploadedDocument]
    rows: tuple[DocumentRow, ...]
    counts: dict[str, int]
    warned: int
    first_warned: int | None
    missing: int
    is_settled: bool
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
        return " ".join(sentences)


def batch_progress(batch: UploadBatch, page_number: str | None = None) -> BatchProgress:
    """Return how far `batch` has come, with the page of its files that is asked for."""
    documents = batch.documents.order_by("pk")
    counts = dict(documents.order_by().values_list("state").annotate(Count("pk")))
    doubtful = documents.filter(~Q(warnings=[]) | jobs_without_skills(), state=UploadedDocument.State.DONE)
    warned = doubtful.aggregate(count=Count("pk"), first=Min("job_id"))
    sent = documents.filter(archive=None).count() if batch.expected else 0
    listed = documents.select_related("job").defer("job__text")
    page = Paginator(listed, FILES_PER_PAGE).get_page(page_number)
    shown = list(page.object_list)
    job_ids = [document.job_id for document in shown if document.job_id is not None]
    skills = skills_found(job_ids)
    awaited = skills_awaited(job_ids)
    is_open = any(counts.get(state) for state in UploadedDocument.OPEN_STATES)
    return BatchProgress(
        batch=batch,
        page=page,
        rows=tuple(
            DocumentRow(document, skills.get(document.job_id or 0), document.job_id in awaited) for document in shown
        ),
        counts=counts,
        warned=warned["count"],
        first_warned=warned["first"],
        missing=max(0, batch.expected - sent),
        is_settled=not is_open and not awaited,
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
