"""How much a page may weigh: measured on what a browser is sent."""

from __future__ import annotations

import gzip
from pathlib import Path

import django_htmx
import pytest

from tests.factories import BatchFactory, JobFactory, SkillFactory, TagFactory, browser

STATIC = Path(__file__).resolve().parent.parent / "static"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
KILOBYTE = 1024
ON_PAPER = "print.css"  # with media="print": fetched last, and nothing waits for it
OF_STAFF = ("admin.css", "style-guide.css")


def weight(*files):
    """Return the bytes of files as they are sent, each compressed."""
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_style_sheets_of_a_page():
    everywhere = [STATIC / "base.css", STATIC / "site.css"]
    for own in STATIC.glob("*.css"):
        if own not in everywhere and own.name not in (*OF_STAFF, ON_PAPER):
            assert weight(*everywhere, own) < 8 * KILOBYTE, own.name


def test_the_style_sheet_of_paper_is_apart_and_small():
    assert f'{ON_PAPER}" %}}" media="print"' in (STATIC.parent / "templates" / "base.html").read_text()
    assert weight(STATIC / ON_PAPER) < 1 * KILOBYTE


@pytest.mark.parametrize("own", ["list.js", "review.js"])
def test_scripts_of_a_page(own):
    own_file = STATIC / own
    everywhere = [HTMX, *(STATIC / name for name in ("early.js", "site.js", "shortcuts.js"))]
    assert weight(*everywhere, *([own_file] if own_file.exists() else [])) < 22 * KILOBYTE


def test_the_script_of_suggestions_comes_with_their_first_use():
    assert weight(STATIC / "suggest.js") < 1 * KILOBYTE


@pytest.mark.django_db
def test_the_dashboard_with_its_charts():
    skills = [SkillFactory(name=f"A skill with quite a name, number {number}") for number in range(60)]
    for place in range(15):
        job = JobFactory(title=f"Senior Analyst {place}", department=f"Department of Affairs {place}")
        for skill in skills[place % 4 :: 4]:
            TagFactory(job=job, skill=skill)
    answer = browser("viewer").get("/analytics/skills/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    sheets = [STATIC / name for name in ("base.css", "site.css", "analytics.css", ON_PAPER)]
    scripts = [STATIC / name for name in ("early.js", "site.js", "shortcuts.js", "charts.js")]
    charts = next(STATIC.glob("vendor/plotly-*.js"))
    assert len(answer.content) + weight(*sheets, *scripts, HTMX, charts) < 450_000


@pytest.mark.django_db
def test_html_of_the_list():
    skills = [SkillFactory(name=f"A skill with quite a name, number {number}") for number in range(40)]
    for place in range(30):
        job = JobFactory(title=f"Senior Analyst, Programs and Policies {place}", department=f"Department {place % 12}")
        for skill in skills[place % 8 :: 4]:
            TagFactory(job=job, skill=skill)
    assert BatchFactory()
    page = browser("editor").get("/jobs/").content
    assert len(page) < 60_000
    assert len(gzip.compress(page)) < 12 * KILOBYTE
