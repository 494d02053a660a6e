"""The style guide: every part that pages are made of, from the templates that the pages use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from jd_platform.templatetags.interface import ICON_FILE
from jobs.models import UploadedDocument
from jobs.queries import Chip
from jobs.queries.facets import Facet, Option
from skills.models import JobSkill

COLOURS = (
    "page",
    "surface",
    "sunken",
    "line",
    "control-line",
    "text",
    "quiet",
    "accent",
    "header",
    "good",
    "warn",
    "bad",
    "mark",
    "focus",
)


class ExampleForm(forms.Form):
    """A form with a field of each kind, one of them wrong."""

    name = forms.CharField(label=_("Name"), help_text=_("As it is written in the document."))
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Type"), choices=JobSkill.Importance.choices)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every part of the design; for staff, and for whoever develops."""
    if not (settings.DEBUG or getattr(request.user, "is_staff", False)):
        raise PermissionDenied
    context: dict[str, Any] = {
        "colours": COLOURS,
        "icons": _icons(),
        "examples": {
            "tags": ("Python", "SQL"),
            "combination": ("g", "j"),
            "department": "Finance",
            "classification": "EC-05",
        },
        "example": ExampleForm({"name": "", "day": "2026-11-22", "kind": "required"}),
        "decisions": JobSkill.Decision.choices,
        "document_states": UploadedDocument.State.choices,
        "levels": ("info", "success", "warning", "error"),
        "chips": (Chip("Department: Finance", "?"), Chip("Skill: Python", "?")),
        "facet": Facet("example", "Department", ()),
        "choices": (Option("a", "Finance", 24, True, "?"), Option("b", "Policy", 7, False, "?")),
        "page": Paginator(range(50), 10).page(2),
    }
    return render(request, "style_guide.html", context)


def _icons() -> list[str]:
    path = Path(str(finders.find(ICON_FILE) or settings.STATIC_ROOT / ICON_FILE))
    return re.findall(r'<symbol id="([\w-]+)"', path.read_text(encoding="utf-8"))
