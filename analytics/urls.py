"""Addresses of the analytics pages."""

from django.urls import path

from analytics import views

app_name = "analytics"
urlpatterns = [path("skills/", views.dashboard, name="dashboard")]
