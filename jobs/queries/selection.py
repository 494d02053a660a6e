"""Job descriptions chosen in the list: some of them by their numbers, or all that match the filters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict

from jobs.filters import JobFilter
from jobs.models import JobDescription
from jobs.queries.addresses import address
from jobs.queries.job_list import SORT_ORDERS

MOST_IDS = 1000


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen.

    Attributes:
        jobs: the job descriptions, in the order of the list.
        count: how many they are.
        query: the query string that names them again.
        list_address: the query string of the list in which they were chosen.
        is_all: whether they are all that match the filters.
    """

    jobs: QuerySet[JobDescription]
    count: int
    query: str
    list_address: str
    is_all: bool


def selection(parameters: QueryDict) -> Selection:
    """Return what the query string `parameters` chooses: `job` by number, or with `all=1` what the filters leave."""
    is_all = parameters.get("all") == "1"
    filters = parameters.copy()
    for name in ("job", "all"):
        filters.pop(name, None)
    if is_all:
        job_filter = JobFilter(filters, queryset=JobDescription.objects.all())
        jobs = job_filter.qs if job_filter.form.is_valid() else JobDescription.objects.none()
    else:
        numbers = [int(one) for one in parameters.getlist("job") if one.isdecimal() and len(one) < 19]
        jobs = JobDescription.objects.filter(pk__in=numbers[:MOST_IDS])
    named = filters.copy()
    if is_all:
        named["all"] = "1"
    else:
        named.setlist("job", parameters.getlist("job"))
    sort = parameters.get("sort", "newest")
    return Selection(
        jobs=jobs.order_by(*SORT_ORDERS.get(sort, SORT_ORDERS["newest"])),
        count=jobs.count(),
        query=address(named),
        list_address=address(filters),
        is_all=is_all,
    )
