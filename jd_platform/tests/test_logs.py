"""Log lines tell what happened and never the values of variables, among which are secrets."""

import json
import logging
import sys

import pytest

from jd_platform import logs

SECRET_PARTS = ("do-not", "show", "this")


def line(output_format):
    """Return the log line of a failure in a function that holds a secret."""
    lines = logs.configuration(level="INFO", output_format=output_format)["formatters"]["lines"]
    formatter = lines["()"](processors=lines["processors"], foreign_pre_chain=lines["foreign_pre_chain"])
    client_secret = "-".join(SECRET_PARTS)
    try:
        raise ValueError(f"it broke with {len(client_secret)} characters")
    except ValueError:
        record = logging.LogRecord("jobs", logging.ERROR, __file__, 1, "extraction_failed", None, sys.exc_info())
    return formatter.format(record)


@pytest.mark.parametrize("output_format", ["console", "json"])
def test_a_traceback_shows_no_values(output_format):
    written = line(output_format)
    assert "extraction_failed" in written
    assert "ValueError: it broke" in written
    assert "-".join(SECRET_PARTS) not in written


def test_json_is_one_object_a_line():
    written = line("json")
    assert "\n" not in written
    assert {"event", "level", "logger", "timestamp", "exception"} <= set(json.loads(written))
