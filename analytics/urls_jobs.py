"""Addresses under /jobs/ that this application answers."""

from django.urls import path

from analytics import views_compare

urlpatterns = [
    path("compare/", views_compare.compare, name="compare"),
    path("<int:job_id>/similar/", views_compare.similar, name="similar"),
]
