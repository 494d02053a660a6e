"""The filters of the skill list, shared by page, API and export."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jobs.filters import SeveralFilter
from skills.models import JobSkill, Skill, SkillCategory


class SkillFilter(django_filters.FilterSet):
    """Search and filters over skills."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    type = django_filters.ChoiceFilter(label=_("Type"), choices=Skill.Type.choices, empty_label=_("All types"))
    category = django_filters.ModelChoiceFilter(
        label=_("Category"),
        queryset=SkillCategory.objects.filter(parent__isnull=True),
        to_field_name="code",
        method="within",
        empty_label=_("All categories"),
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Skill.Status.choices, empty_label=_("Any status"))
    used = django_filters.BooleanFilter(
        label=_("In use"),
        method="in_use",
        widget=forms.Select(choices=[("", _("All skills")), ("true", _("Yes")), ("false", _("No"))]),
    )

    class Meta:
        model = Skill
        fields: list[str] = []

    def search(self, queryset: QuerySet[Skill], name: str, value: str) -> QuerySet[Skill]:
        """Keep the skills whose name, id or surface form holds `value`."""
        value = value.replace("\x00", "")
        forms = Skill.objects.filter(aliases__form__icontains=value, aliases__is_blocked=False).values("pk")
        return queryset.filter(Q(name__icontains=value) | Q(lightcast_id__iexact=value) | Q(pk__in=forms))

    def within(self, queryset: QuerySet[Skill], name: str, value: SkillCategory) -> QuerySet[Skill]:
        """Keep the skills of a category and its subcategories."""
        return queryset.filter(Q(category=value) | Q(category__parent=value))

    def in_use(self, queryset: QuerySet[Skill], name: str, value: bool) -> QuerySet[Skill]:
        """Keep the skills that some job asks for, or that none does."""
        use = JobSkill.objects.shown().order_by().values("skill")
        return queryset.filter(pk__in=use) if value else queryset.exclude(pk__in=use)


class TagFilter(django_filters.FilterSet):
    """Filters over the tags of all jobs."""

    job = django_filters.NumberFilter(label=_("Job"), field_name="job_id", min_value=1, max_value=2**63 - 1)
    skill = SeveralFilter(label=_("Skill"), field_name="skill__lightcast_id", lookup_expr="in")
    type = django_filters.ChoiceFilter(label=_("Type"), choices=Skill.Type.choices, field_name="skill__type")
    decision = django_filters.ChoiceFilter(label=_("Decision"), choices=JobSkill.Decision.choices)
    importance = django_filters.ChoiceFilter(label=_("Importance"), choices=JobSkill.Importance.choices)
    origin = django_filters.ChoiceFilter(label=_("Origin"), choices=JobSkill.Origin.choices)

    class Meta:
        model = JobSkill
        fields: list[str] = []
