"""The filters of the skill list, shared by page, API and export."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

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
