"""What is compressed on its way to the browser, and what is not."""

from __future__ import annotations

import pytest

from tests.factories import JobFactory, browser

pytestmark = pytest.mark.django_db
GZIP = {"Accept-Encoding": "gzip"}


def test_a_page_is_compressed_for_who_can_read_it():
    client = browser("viewer")
    answer = client.get("/jobs/", headers=GZIP)
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert "Content-Encoding" not in client.get("/jobs/")


def test_the_api_and_its_version_tags_are_left_alone():
    job = JobFactory(text="Experience with Python. " * 50)
    answer = browser("viewer").get(f"/api/jobs/{job.pk}", headers=GZIP)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer
    assert not answer["ETag"].startswith("W/")
