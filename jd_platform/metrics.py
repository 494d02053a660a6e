"""Figures for Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/), at /metrics when it is on.

Requests are counted in every web process; with several, their counts are added up through files in a folder that
settings.py names. What stands in the database is counted when it is asked for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from jd_platform.work_queue import QueueError, work_queue
from jobs.models import JobDescription, UploadedDocument
from skills.models import Extraction
from skills.queries import lightcast_usage

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10)
REQUESTS = Counter("jd_http_requests", "Requests answered.", ["method", "view", "status"])
DURATIONS = Histogram("jd_http_request_seconds", "Seconds until the answer was ready.", ["view"], buckets=SECONDS)


class MetricsMiddleware:
    """Counts and times requests by the name of their view, never by address: those hold what people look for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        started = time.perf_counter()
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "unknown"
        method = request.method if request.method in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"} else "other"
        REQUESTS.labels(method, view, response.status_code).inc()
        DURATIONS.labels(view).observe(time.perf_counter() - started)
        return response


class DatabaseCollector(Collector):
    """What the rows tell: jobs, files, extractions, the queue, Lightcast's quota."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures."""
        yield GaugeMetricFamily("jd_jobs", "Job descriptions.", value=JobDescription.objects.count())
        for name, described, model in (
            ("jd_documents", "Uploaded files by state.", UploadedDocument),
            ("jd_extractions", "Extractions by state.", Extraction),
        ):
            by_state = GaugeMetricFamily(name, described, labels=["state"])
            for state, count in model._default_manager.order_by().values_list("state").annotate(Count("pk")):
                by_state.add_metric([state], count)
            yield by_state
        yield from self._queue()
        usage = lightcast_usage()
        if usage is not None:
            yield GaugeMetricFamily("jd_lightcast_calls", "Calls of Lightcast this month.", value=usage.used)
            yield GaugeMetricFamily("jd_lightcast_quota", "Calls of Lightcast allowed in a month.", value=usage.quota)

    def _queue(self) -> Iterator[GaugeMetricFamily]:
        queue = work_queue()
        try:
            waiting, oldest = queue.count(), queue.oldest()
        except QueueError:
            yield GaugeMetricFamily("jd_queue_up", "Whether the queue answers.", value=0)
            return
        yield GaugeMetricFamily("jd_queue_up", "Whether the queue answers.", value=1)
        yield GaugeMetricFamily("jd_queue_waiting", "Calls that wait.", value=waiting)
        age = (timezone.now() - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("jd_queue_oldest_seconds", "How long the oldest call has waited.", value=age)


def exposition() -> bytes:
    """Return all figures as Prometheus reads them."""
    database = CollectorRegistry()
    database.register(DatabaseCollector())
    requests: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        requests = CollectorRegistry()
        MultiProcessCollector(requests)  # type: ignore[no-untyped-call]
    return generate_latest(database) + generate_latest(requests)
