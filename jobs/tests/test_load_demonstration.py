"""manage.py load_demonstration: forty job descriptions through the reader of uploads, once."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from jobs.management.commands.load_demonstration import FOLDER
from jobs.models import JobDescription, UploadBatch

pytestmark = pytest.mark.django_db


def called():
    out = io.StringIO()
    call_command("load_demonstration", stdout=out)
    return out.getvalue().splitlines()[-1]


def test_all_come_in_with_their_facts_and_only_once(settings):
    settings.UPLOAD_MAX_FILES = 25
    assert called() == "40 demonstration job descriptions added."
    entries = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["documents"]
    facts = ("title", "department", "classification", "reference", "location", "language")
    assert sorted(JobDescription.objects.values_list(*facts)) == sorted(
        tuple(entry[fact] for fact in facts) for entry in entries
    )
    assert UploadBatch.objects.count() == 2
    assert called() == "0 demonstration job descriptions added."
    assert (JobDescription.objects.count(), UploadBatch.objects.count()) == (40, 2)
