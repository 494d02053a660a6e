"""Who may reach which row: each function returns it or raises 404, or 403 where one may see but not do it."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from jobs.models import JobDescription, SavedView, UploadBatch, UploadedDocument

Visitor = AbstractBaseUser | AnonymousUser


def get_job(user: Visitor, job_id: int) -> JobDescription:
    """Return the job description, or raise Http404. Everyone who may see jobs may see each of them."""
    return get_object_or_404(JobDescription.objects.select_related("created_by", "updated_by"), pk=job_id)


def get_batch(user: Visitor, batch_id: uuid.UUID) -> UploadBatch:
    """Return the upload, or raise Http404."""
    return get_object_or_404(UploadBatch.objects.select_related("created_by"), pk=batch_id)


def get_own_batch(user: Visitor, batch_id: uuid.UUID) -> UploadBatch:
    """Return the upload that `user` began, to which nobody else adds files, or raise Http404."""
    return get_object_or_404(UploadBatch, pk=batch_id, created_by=user)


def get_document(user: Visitor, document_id: int) -> UploadedDocument:
    """Return the uploaded file, or raise Http404."""
    return get_object_or_404(UploadedDocument.objects.select_related("batch", "job"), pk=document_id)


def get_document_to_remove(user: User, document_id: int) -> UploadedDocument:
    """Return a file that `user` may take out of its upload: one's own, or anybody's for curators.

    Raises:
        Http404: there is none.
        PermissionDenied: it is somebody else's.
    """
    document = get_document(user, document_id)
    if document.batch.created_by_id != user.pk and not user.has_perm("jobs.delete_uploadeddocument"):
        raise PermissionDenied
    return document


def get_view(user: Visitor, view_id: int) -> SavedView:
    """Return a view that `user` keeps, or raise Http404: views are private."""
    return get_object_or_404(SavedView, pk=view_id, owner=user)
