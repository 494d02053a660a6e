"""The filters in force, each with the address without it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jobs.filters import ADDED, REVIEW, SEARCH, STANDARD_TITLE
from jobs.models import JobDescription, Language, UploadBatch
from jobs.queries.addresses import toggled
from jobs.tags import names_of_categories, names_of_titles, skill_types

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter, and the address of the list without it."""

    text: str
    address: str


_CHIP_LABELS = {
    "skill": gettext_noop("Skill"),
    "without": gettext_noop("Without"),
    "department": gettext_noop("Department"),
    "classification": gettext_noop("Classification"),
    "language": gettext_noop("Language"),
    "status": gettext_noop("Status"),
    "standard_title": gettext_noop("Standard title"),
    "standard_title_id": gettext_noop("Standard title"),
    "type": gettext_noop("Type of skill"),
    "category": gettext_noop("Category of skill"),
    "review": gettext_noop("Review"),
    "extraction": gettext_noop("Search for skills"),
    "added": gettext_noop("Added"),
    "batch": gettext_noop("Upload"),
    "since": gettext_noop("From"),
    "until": gettext_noop("To"),
}


def active_filters(parameters: QueryDict, skill_names: dict[str, str]) -> Iterable[Chip]:
    """Yield a chip for each filter in the query string `parameters`; `skill_names` are by Lightcast id."""
    spoken = {
        "skill": skill_names,
        "without": skill_names,
        "language": {str(value): str(label) for value, label in Language.choices},
        "status": {str(value): str(label) for value, label in JobDescription.Status.choices},
        "standard_title": {value: str(label) for value, label in STANDARD_TITLE},
        "standard_title_id": names_of_titles(parameters.getlist("standard_title_id")),
        "type": {value: str(label) for value, label in skill_types()},
        "category": names_of_categories(parameters.getlist("category")),
        "review": {value: str(label) for value, label in REVIEW},
        "extraction": {value: str(label) for value, label in SEARCH},
        "added": {value: str(label) for value, label in ADDED},
        "batch": _upload_names(parameters.getlist("batch")),
    }
    for name, label in _CHIP_LABELS.items():
        for value in dict.fromkeys(parameters.getlist(name)):
            if value:
                yield Chip(
                    text=_("%(filter)s: %(value)s")
                    % {"filter": _(label), "value": spoken.get(name, {}).get(value, value)},
                    address=toggled(parameters, name, value),
                )


def _upload_names(ids: Iterable[str]) -> dict[str, str]:
    known = [one for one in ids if _UUID.fullmatch(one)]
    return {str(batch.pk): str(batch) for batch in UploadBatch.objects.filter(pk__in=known)} if known else {}
