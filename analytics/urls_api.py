"""Addresses of the analytics API; a closing slash may be left out."""

from django.urls import re_path

from analytics import api

urlpatterns = [
    re_path(r"^analytics/skills/inventory/?$", api.InventoryView.as_view(), name="api-inventory"),
    re_path(r"^analytics/skills/top/?$", api.TopView.as_view(), name="api-top"),
    re_path(r"^analytics/skills/types/?$", api.TypesView.as_view(), name="api-types"),
    re_path(r"^analytics/skills/categories/?$", api.CategoriesView.as_view(), name="api-categories"),
    re_path(r"^analytics/skills/stats/?$", api.StatsView.as_view(), name="api-stats"),
]
