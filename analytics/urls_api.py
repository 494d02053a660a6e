"""Addresses of the analytics API; a closing slash may be left out."""

from django.urls import re_path

from analytics import api

_VIEWS = {
    "inventory": api.InventoryView,
    "top": api.TopView,
    "types": api.TypesView,
    "categories": api.CategoriesView,
    "stats": api.StatsView,
    "trends": api.TrendsView,
    "rising": api.RisingView,
    "new": api.NewView,
    "departments": api.DepartmentsView,
    "cooccurrence": api.CooccurrenceView,
    "neighbours": api.NeighboursView,
    "gaps": api.GapsView,
    "rare": api.RareView,
    "concentrated": api.ConcentratedView,
    "review": api.ReviewView,
    "acceptance": api.AcceptanceView,
}

urlpatterns = [
    re_path(rf"^analytics/skills/{name}/?$", view.as_view(), name=f"api-{name}") for name, view in _VIEWS.items()
]
