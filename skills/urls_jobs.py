"""Addresses under /jobs/ that this application answers: a job with its skills, and its editing."""

from django.urls import path

from skills import views, views_edit, views_selection, views_titles

urlpatterns = [
    path("new/", views_edit.new_job, name="new_job"),
    path("suggest-title/", views_edit.suggest_title, name="suggest_title"),
    path("titles/", views_titles.titles_page, name="titles"),
    path("titles/undo/", views_titles.undo, name="undo_titles"),
    path("selection/", views_selection.selection, name="selection"),
    path("<int:job_id>/", views.job, name="job"),
    path("<int:job_id>/edit/", views_edit.edit_job, name="edit_job"),
    path("<int:job_id>/extract/", views.extract, name="extract"),
    path("<int:job_id>/skills/", views.add, name="add_skill"),
    path("<int:job_id>/skills/<slug:lightcast_id>/importance/", views.set_importance, name="set_importance"),
    path("<int:job_id>/skills/<slug:lightcast_id>/<slug:action>/", views.decide, name="decide"),
]
