"""Addresses of the analytics pages."""

from django.urls import path

from analytics import views, views_compare

app_name = "analytics"
urlpatterns = [
    path("skills/", views.dashboard, name="dashboard"),
    path("departments/", views_compare.departments, name="departments"),
]
