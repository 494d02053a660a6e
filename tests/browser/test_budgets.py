"""What a browser sees of a page's weight: requests, and whether things move while it loads."""

from __future__ import annotations

import pytest

from tests.browser.driver import NARROW, WIDE

pytestmark = pytest.mark.browser

MOST_REQUESTS = 12
MOST_SHIFT = 0.05
SHIFT = """
    const done = arguments[0];
    let shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) { if (!entry.hadRecentInput) { shift += entry.value; } }
    }).observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(shift), 100)));
"""


def test_pages_load_with_few_requests_and_nothing_moves(editor, make_job):
    job = make_job(title="Data Analyst", department="Statistics", text="Requirements\nExperience with Python and SQL.")
    problems = []
    for size in (WIDE, NARROW):
        editor.set_size(*size)
        for path in ("/", "/jobs/", f"/jobs/{job.pk}/", "/jobs/upload/", "/skills/", "/search/?q=data"):
            editor.open(path)
            editor.wait(lambda: editor.run("return document.readyState") == "complete", "for the page")
            requests = editor.run("return performance.getEntriesByType('resource').length + 1")
            shift = editor.driver.execute_async_script(SHIFT)
            if requests > MOST_REQUESTS or shift > MOST_SHIFT:
                problems.append(f"{path} at {size[0]} px: {requests} requests, layout shift {shift:.3f}")
    editor.set_size(*WIDE)
    assert not problems
