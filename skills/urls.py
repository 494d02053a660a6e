"""Addresses of skills."""

from django.urls import path

from skills import views

app_name = "skills"
urlpatterns = [
    path("", views.skill_list, name="list"),
    path("<slug:lightcast_id>/", views.skill, name="detail"),
]
