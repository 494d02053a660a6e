"""The filters of the job list, shared by page, API and export."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jobs.models import JobDescription, Language
from jobs.search import search_jobs
from jobs.tags import jobs_decided, jobs_tagged, jobs_tagged_with_all, jobs_with_kind, skill_types

STANDARD_TITLE = [("with", _("has one")), ("without", _("has none"))]
MOST_DIGITS = 19  # of a number that the database takes
REVIEW = [("untouched", _("not begun")), ("partly", _("begun")), ("reviewed", _("done"))]


class SeveralField(forms.Field):
    """Any number of values given under one name, none of them checked against a list: an unknown one finds nothing."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        """Return the values without blanks, each once, in the order given."""
        words = (word.replace("\x00", "").strip() for word in value or [])  # PostgreSQL takes no NUL
        return list(dict.fromkeys(word for word in words if word))


class SeveralFilter(django_filters.Filter):
    """A filter over several values of one name."""

    field_class = SeveralField


class ChosenField(django_filters.fields.MultipleChoiceField):
    """Any number of known values; an empty one, as a select that was left alone sends it, means no choice."""

    def to_python(self, value: Any) -> list[str]:
        """Return the values without the empty ones."""
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
        wanted = Q()
        for state in value:
            wanted |= states[state]
        return queryset.filter(wanted)
