"""Pages of the jobs application: list, upload, progress of an upload, original file, deletion."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HTMX_STOP_POLLING

from jd_platform import queue
from jd_platform.access import Request, may_add, may_delete, may_view
from jobs import access, queries, services, tasks
from jobs.exports import ROWS_AT_ONCE, job_table
from jobs.forms import BatchForm, FileForm, UploadForm
from jobs.models import JobDescription, UploadBatch, UploadedDocument
from jobs.spreadsheets import csv_answer, xlsx_answer


@may_view
@require_GET
def job_list(request: Request) -> HttpResponse:
    """The job list; for an HTMX request only its results and filters."""
    jobs = queries.job_list(request.GET)
    fragment = request.htmx and not request.htmx.boosted and request.htmx.target == "job-list"
    template = "jobs/list.html#results" if fragment else "jobs/list.html"
    return render(request, template, {"jobs": jobs})


@may_view
@require_GET
def export(request: Request) -> HttpResponseBase:
    """The chosen job descriptions as a CSV file or an Excel workbook."""
    chosen = queries.selection(request.GET).jobs
    rows = job_table(chosen.defer("text").select_related("standard_title__standard_title").iterator(ROWS_AT_ONCE))
    answer = xlsx_answer if request.GET.get("format") == "xlsx" else csv_answer
    return answer(rows, "jobs")


@may_view
@require_POST
def demonstration(request: Request) -> HttpResponse:
    """Add the demonstration jobs to an installation that has none; for administrators."""
    if not request.user.is_superuser:
        raise PermissionDenied
    if JobDescription.objects.exists():
        messages.error(request, _("There are job descriptions already, so none were added."))
        return redirect("jobs:list")
    batches = services.begin_demonstration(user=request.user)
    for batch in batches:
        queue.wake(tasks.finish_demonstration, str(batch.pk))
    return redirect(batches[0])


@may_add
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """The upload page; a POST keeps the files and leads to the progress of the batch."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            batch = services.upload_files(user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("files", error)
        else:
            return redirect(batch)
    context = {
        "form": form,
        "batches": queries.recent_batches(),
        "departments": queries.departments(),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_archive_bytes": settings.UPLOAD_MAX_ARCHIVE_BYTES,
        "max_files": settings.UPLOAD_MAX_FILES,
    }
    return render(request, "jobs/upload.html", context, status=422 if form.errors else 200)


@may_add
@require_POST
def begin_batch(request: Request) -> JsonResponse:
    """Begin an upload whose files the browser then sends one by one; the answer says where to."""
    form = BatchForm(request.POST)
    if not form.is_valid():
        return _refusal([str(error) for errors in form.errors.values() for error in errors], 422)
    try:
        batch = services.begin_batch(user=request.user, **form.cleaned_data)
    except ValidationError as error:
        return _refusal(error.messages, 422)
    addresses = {"files": reverse("jobs:add_file", args=[batch.pk]), "page": batch.get_absolute_url()}
    return JsonResponse(addresses, status=201)


@may_add
@require_POST
def add_file(request: Request, batch_id: uuid.UUID) -> JsonResponse:
    """Keep one file of an upload; it is stored when this answers with 201."""
    batch = access.get_own_batch(request.user, batch_id)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refusal([_("The file did not arrive. Send it again.")], 400)
    try:
        document = services.add_file(batch=batch, file=form.cleaned_data["file"], key=form.cleaned_data["key"])
    except ValidationError as error:
        return _refusal(error.messages, 507 if error.code == "not_stored" else 422)
    return JsonResponse({"id": document.pk, "state": document.state, "message": document.error_sentence}, status=201)


def _refusal(sentences: list[str], status: int) -> JsonResponse:
    return JsonResponse({"message": " ".join(sentences)}, status=status)


@may_view
@require_GET
def batch(request: Request, batch_id: uuid.UUID) -> HttpResponse:
    """How far an upload has come; for an HTMX request only the table, which stops polling when all is finished."""
    progress = queries.batch_progress(access.get_batch(request.user, batch_id), request.GET.get("page"))
    if request.htmx and not request.htmx.boosted:
        status = HTMX_STOP_POLLING if progress.is_settled else 200
        return render(request, "jobs/batch.html#progress", {"progress": progress}, status=status)
    return render(request, "jobs/batch.html", {"progress": progress})


@may_add
@require_POST
def pause(request: Request, batch_id: uuid.UUID) -> HttpResponse:
    """Leave the waiting files of an upload unread."""
    batch = access.get_batch(request.user, batch_id)
    services.pause_batch(batch=batch)
    return back_to_batch(request, batch)


@may_add
@require_POST
def resume(request: Request, batch_id: uuid.UUID) -> HttpResponse:
    """Have the waiting files of a paused upload read."""
    batch = access.get_batch(request.user, batch_id)
    services.resume_batch(batch=batch)
    return back_to_batch(request, batch)


@may_add
@require_POST
def retry(request: Request, document_id: int) -> HttpResponse:
    """Have a file that was not added read once more."""
    return _with_document(request, access.get_document(request.user, document_id), services.retry_document)


@may_add
@require_POST
def add_anyway(request: Request, document_id: int) -> HttpResponse:
    """Make a job description of a file although the same is here already."""
    return _with_document(request, access.get_document(request.user, document_id), services.add_anyway)


@may_add
@require_POST
def remove(request: Request, document_id: int) -> HttpResponse:
    """Take a file out of its upload."""
    return _with_document(request, access.get_document_to_remove(request.user, document_id), services.remove_document)


def _with_document(request: Request, document: UploadedDocument, act: Callable[..., None]) -> HttpResponse:
    try:
        act(document=document)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back_to_batch(request, document.batch)


def back_to_batch(request: Request, batch: UploadBatch) -> HttpResponse:
    """Lead back to the page of the upload's files that the button was on."""
    page = request.POST.get("page", "")
    return redirect(batch.get_absolute_url() + (f"?page={page}" if page.isdecimal() and page != "1" else ""))


@may_view
@require_GET
def original(request: Request, job_id: int) -> FileResponse:
    """The file that the job came from, always as a download."""
    job = access.get_job(request.user, job_id)
    document = job.documents.exclude(content="").order_by("pk").first()
    if document is None or not document.content.storage.exists(str(document.content.name)):
        raise Http404
    return FileResponse(
        document.content.open("rb"),
        as_attachment=True,
        filename=document.name,
        content_type="application/octet-stream",
    )


@may_delete
@require_http_methods(["GET", "POST"])
def delete(request: Request, job_id: int) -> HttpResponse:
    """Ask whether to delete a job; a POST deletes it with its files."""
    job = access.get_job(request.user, job_id)
    if request.method == "POST":
        services.delete_jobs(jobs=[job])
        messages.success(request, _("“%(title)s” was deleted.") % {"title": job.title})
        return redirect(reverse("jobs:list"))
    return render(request, "jobs/delete.html", {"job": job})
