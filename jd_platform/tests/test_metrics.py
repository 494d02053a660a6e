"""Figures for a monitoring system: off unless a token is set, and never with what people look for."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from jd_platform.metrics import MetricsMiddleware
from tests.factories import DocumentFactory, ExtractionFactory, JobFactory, browser

pytestmark = pytest.mark.django_db
TOKEN = "a token of the monitoring"


def ask(token):
    return browser("anonymous").get("/metrics", headers={"authorization": token})


def test_there_is_no_such_address_unless_a_token_is_set():
    assert ask("Bearer ").status_code == 404


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", TOKEN, f"Bearer {TOKEN}x", "Bearer é"])
def test_only_who_sends_the_token_is_answered(settings, token):
    settings.METRICS_TOKEN = TOKEN
    answer = ask(token)
    assert answer.status_code == 401
    assert answer.content == b""


def test_the_figures(settings):
    settings.METRICS_TOKEN = TOKEN
    ExtractionFactory(job=JobFactory())
    DocumentFactory()
    request = RequestFactory().get("/jobs/?q=secret+plan")
    request.resolver_match = resolve("/jobs/")
    MetricsMiddleware(lambda _: HttpResponse(status=503))(request)
    answer = ask(f"Bearer {TOKEN}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert "jd_jobs 1.0" in lines
    assert 'jd_documents{state="waiting"} 1.0' in lines
    assert "jd_queue_up 1.0" in lines
    assert "jd_queue_waiting 0.0" in lines
    assert any(line.startswith('jd_http_requests_total{method="GET",status="503",view="jobs:list"}') for line in lines)
    assert "secret" not in answer.text
