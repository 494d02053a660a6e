"""Reads of the jobs application: querysets, and the view-models of its pages."""

from jobs.queries.addresses import address, bounded
from jobs.queries.batches import FILES_PER_PAGE, BatchProgress, batch_progress, recent_batches
from jobs.queries.chips import Chip, active_filters
from jobs.queries.job_list import (
    SORT_ORDERS,
    TAGS_PER_ROW,
    JobList,
    classifications,
    departments,
    job_list,
)
from jobs.queries.selection import Selection, selection

__all__ = [
    "FILES_PER_PAGE",
    "SORT_ORDERS",
    "TAGS_PER_ROW",
    "BatchProgress",
    "Chip",
    "JobList",
    "Selection",
    "active_filters",
    "address",
    "batch_progress",
    "bounded",
    "classifications",
    "departments",
    "job_list",
    "recent_batches",
    "selection",
]
