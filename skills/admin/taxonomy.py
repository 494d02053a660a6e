"""The skill list that is loaded, and its categories, in Django admin."""

from __future__ import annotations

from django.contrib import admin

from skills.admin.base import LookOnly, export_csv
from skills.models import SkillCategory, Taxonomy


@admin.register(SkillCategory)
class SkillCategoryAdmin(admin.ModelAdmin[SkillCategory]):
    """Categories of skills."""

    list_display = ["name", "parent", "code"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
    actions = [export_csv]


@admin.register(Taxonomy)
class TaxonomyAdmin(LookOnly, admin.ModelAdmin[Taxonomy]):
    """The skill list that is loaded: an update of it brings another, and one row stays."""

    list_display = ["source", "version", "generation", "loaded_at"]
