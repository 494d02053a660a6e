"""Writes of the jobs application: one function for each thing a person or the worker can do."""

from jobs.services.demonstration import begin_demonstration, demonstration_entries, finish_demonstration
from jobs.services.descriptions import change_jobs, delete_jobs, save_job
from jobs.services.files import sweep_files
from jobs.services.reading import MAX_READ_ATTEMPTS, let_go, limits, read_document, read_documents, resume_documents
from jobs.services.uploads import (
    add_anyway,
    add_file,
    begin_batch,
    pause_batch,
    remove_document,
    resume_batch,
    retry_document,
    upload_files,
)
from jobs.services.views import delete_view, move_view, save_view
from jobs.services.workers import is_gone, this_worker

__all__ = [
    "MAX_READ_ATTEMPTS",
    "add_anyway",
    "add_file",
    "begin_batch",
    "begin_demonstration",
    "change_jobs",
    "delete_jobs",
    "delete_view",
    "demonstration_entries",
    "finish_demonstration",
    "is_gone",
    "let_go",
    "limits",
    "move_view",
    "pause_batch",
    "read_document",
    "read_documents",
    "remove_document",
    "resume_batch",
    "resume_documents",
    "retry_document",
    "save_job",
    "save_view",
    "sweep_files",
    "this_worker",
    "upload_files",
]
