"""The filters of the job list, shared by page, API and export."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import JobDescription, Language
from jobs.search import search_jobs
from jobs.tags import (
    jobs_decided,
    jobs_tagged,
    jobs_tagged_with_all,
    jobs_with_kind,
    searches_failed,
    searches_open,
    shown_tags,
    skill_types,
)

STANDARD_TITLE = [("with", _("has one")), ("without", _("has none"))]
MOST_VALUES = 50  # of one filter: a page repeats them in each of its addresses
MOST_DIGITS = 19  # of a number that the database takes
REVIEW = [("untouched", _("not begun")), ("partly", _("begun")), ("reviewed", _("done"))]
SEARCH = [
    ("open", _("under way")),
    ("failed", _("failed")),
    ("empty", _("no skill found")),
    ("found", _("skills found")),
]
ADDED = [
    ("today", _("today")),
    ("week", _("last 7 days")),
    ("month", _("last 30 days")),
    ("year", _("last 12 months")),
    ("earlier", _("earlier")),
]
_DAYS = {"today": 0, "week": 6, "month": 29, "year": 364}


def added_since(period: str) -> datetime:
    """Return the moment at which `period` begins, one of ADDED; "earlier" ends where the longest of them begins."""
    day = timezone.localdate() - timedelta(days=_DAYS.get(period, _DAYS["year"]))
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def hold_to_most_values(values: list[str], label: Any) -> None:
    """Refuse more values of one filter than can be chosen.

    Args:
        values: those given.
        label: what people call the filter.

    Raises:
        ValidationError: there are more than `MOST_VALUES`.
    """
    if len(values) > MOST_VALUES:
        message = _("At most %(most)d values can be chosen under “%(filter)s”.")
        raise ValidationError(message, code="too_many", params={"most": MOST_VALUES, "filter": label})


class SeveralField(forms.Field):
    """Several values given under one name, none of them checked against a list: an unknown one finds nothing."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        """Return the values without blanks, each once, in the order given."""
        hold_to_most_values(value or [], self.label)
        words = (word.replace("\x00", "").strip() for word in value or [])  # PostgreSQL takes no NUL
        return list(dict.fromkeys(word for word in words if word))


class SeveralFilter(django_filters.Filter):
    """A filter over several values of one name."""

    field_class = SeveralField


class ChosenField(django_filters.fields.MultipleChoiceField):
    """Several known values; an empty one, as a select that was left alone sends it, means no choice."""

    def to_python(self, value: Any) -> list[str]:
        """Return the values without the empty ones."""
        hold_to_most_values(value or [], self.label)
        return list(super().to_python([word for word in value or [] if word]))


class ChosenFilter(django_filters.MultipleChoiceFilter):
    """A filter over several of a list of choices."""

    field_class = ChosenField


class JobFilterForm(forms.Form):
    """The form of the filters: what contradicts itself is said, not searched for."""

    def clean(self) -> dict[str, Any]:
        """Return the values; a period that ends before it begins, or a skill wanted and unwanted, is an error."""
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", _("The period ends before it begins."))
        both = [skill for skill in values.get("skill") or [] if skill in (values.get("without") or [])]
        if both and (values.get("match") != "any" or len(both) == len(values["skill"])):
            self.add_error("without", _("The same skill is asked for and left out."))
        return values


class JobFilter(django_filters.FilterSet):
    """Search and filters over job descriptions.

    Skills are given by their Lightcast ids and reached by the reverse relation, so that this application needs to
    know nothing else of them. A tag that a person rejected, or one of a blocked skill, does not count.
    """

    q = django_filters.CharFilter(label=_("Search"), method="search")
    skill = SeveralFilter(label=_("Skills"), method="with_skills")
    match = django_filters.ChoiceFilter(
        label=_("Jobs with"),
        choices=[("all", _("all of these skills")), ("any", _("any of these skills"))],
        method="unchanged",
        empty_label=None,
    )
    without = SeveralFilter(label=_("Without skills"), method="without_skills")
    department = SeveralFilter(label=_("Department"), field_name="department", lookup_expr="in")
    classification = SeveralFilter(label=_("Classification"), field_name="classification", lookup_expr="in")
    language = ChosenFilter(label=_("Language"), choices=Language.choices)
    status = ChosenFilter(label=_("Status"), choices=JobDescription.Status.choices)
    standard_title = ChosenFilter(
        label=_("Standard title"),
        choices=STANDARD_TITLE,
        method="with_standard_title",
    )
    standard_title_id = SeveralFilter(label=_("Standard title"), method="with_this_standard_title")
    type = ChosenFilter(label=_("Type of skill"), choices=skill_types, method="with_types")
    category = SeveralFilter(label=_("Category of skill"), method="with_categories")
    review = ChosenFilter(label=_("Review"), choices=REVIEW, method="in_review")
    extraction = ChosenFilter(label=_("Search for skills"), choices=SEARCH, method="in_search")
    added = ChosenFilter(label=_("Added"), choices=ADDED, method="added_in")
    batch = django_filters.UUIDFilter(label=_("Upload"), field_name="documents__batch", distinct=True)
    since = django_filters.DateFilter(label=_("From"), field_name="effective_date", lookup_expr="gte")
    until = django_filters.DateFilter(label=_("To"), field_name="effective_date", lookup_expr="lte")

    class Meta:
        model = JobDescription
        form = JobFilterForm
        fields: list[str] = []

    def search(self, queryset: QuerySet[JobDescription], name: str, value: str) -> QuerySet[JobDescription]:
        """Keep the jobs that hold every word and "phrase" of `value` in title, reference, department or text."""
        return search_jobs(queryset, value)

    def unchanged(self, queryset: QuerySet[JobDescription], name: str, value: str) -> QuerySet[JobDescription]:
        """Return `queryset`: "match" only says how `with_skills` combines."""
        return queryset

    def with_skills(self, queryset: QuerySet[JobDescription], name: str, value: list[str]) -> QuerySet[JobDescription]:
        """Keep the jobs that ask for all of the skills in `value`, or for any when match=any."""
        if self.form.cleaned_data.get("match") == "any":
            return queryset.filter(pk__in=jobs_tagged(value))
        return queryset.filter(pk__in=jobs_tagged_with_all(value)) if value else queryset

    def without_skills(
        self, queryset: QuerySet[JobDescription], name: str, value: list[str]
    ) -> QuerySet[JobDescription]:
        """Keep the jobs that ask for none of the skills in `value`."""
        return queryset.exclude(pk__in=jobs_tagged(value))

    def with_standard_title(
        self, queryset: QuerySet[JobDescription], name: str, value: list[str]
    ) -> QuerySet[JobDescription]:
        """Keep the jobs that carry a standard title, or those that carry none."""
        return queryset.filter(standard_title__isnull=value == ["without"]) if len(set(value)) == 1 else queryset

    def with_this_standard_title(
        self, queryset: QuerySet[JobDescription], name: str, value: list[str]
    ) -> QuerySet[JobDescription]:
        """Keep the jobs that carry any of these standard titles, given by their numbers."""
        numbers = [int(one) for one in value if one.isdecimal() and len(one) < MOST_DIGITS]
        return queryset.filter(standard_title__standard_title__in=numbers) if value else queryset

    def with_types(self, queryset: QuerySet[JobDescription], name: str, value: list[str]) -> QuerySet[JobDescription]:
        """Keep the jobs that ask for a skill of any of these types, and of the categories if any are given."""
        categories = self.form.cleaned_data.get("category") or []
        return queryset.filter(pk__in=jobs_with_kind(value, categories)) if value else queryset

    def with_categories(
        self, queryset: QuerySet[JobDescription], name: str, value: list[str]
    ) -> QuerySet[JobDescription]:
        """Keep the jobs that ask for a skill of any of these categories or subcategories, given by their codes."""
        types = self.form.cleaned_data.get("type") or []
        return queryset.filter(pk__in=jobs_with_kind(types, value)) if value and not types else queryset

    def in_review(self, queryset: QuerySet[JobDescription], name: str, value: list[str]) -> QuerySet[JobDescription]:
        """Keep the jobs by how many of their skills people decided; jobs without skills are in no state."""
        states = {
            "untouched": Q(pk__in=jobs_decided(False)) & ~Q(pk__in=jobs_decided(True)),
            "partly": Q(pk__in=jobs_decided(False)) & Q(pk__in=jobs_decided(True)),
            "reviewed": ~Q(pk__in=jobs_decided(False)) & Q(pk__in=jobs_decided(True)),
        }
        return queryset.filter(reduce(or_, (states[state] for state in value), Q()))

    def in_search(self, queryset: QuerySet[JobDescription], name: str, value: list[str]) -> QuerySet[JobDescription]:
        """Keep the jobs by what came of the last search for their skills; each job is in one of these states."""
        is_open, failed = Q(pk__in=searches_open()), Q(pk__in=searches_failed())
        has_skills = Q(pk__in=shown_tags().order_by().values("job_id"))
        states = {
            "open": is_open,
            "failed": failed,
            "empty": ~is_open & ~failed & ~has_skills,
            "found": ~is_open & ~failed & has_skills,
        }
        return queryset.filter(reduce(or_, (states[state] for state in value), Q()))

    def added_in(self, queryset: QuerySet[JobDescription], name: str, value: list[str]) -> QuerySet[JobDescription]:
        """Keep the jobs that were added in any of these periods."""
        periods = (
            Q(created_at__lt=added_since(one)) if one == "earlier" else Q(created_at__gte=added_since(one))
            for one in value
        )
        return queryset.filter(reduce(or_, periods, Q()))
