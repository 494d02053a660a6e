"""Reads of the jobs application: querysets, and the view-models of its pages."""

from jobs.queries.batches import FILES_PER_PAGE, BatchProgress, batch_progress, recent_batches
from jobs.queries.job_list import (
    SORT_ORDERS,
    TAGS_PER_ROW,
    JobList,
    address,
    departments,
    job_list,
)

__all__ = [
    "FILES_PER_PAGE",
    "SORT_ORDERS",
    "TAGS_PER_ROW",
    "BatchProgress",
    "JobList",
    "address",
    "batch_progress",
    "departments",
    "job_list",
    "recent_batches",
]
