"""Addresses under /jobs/ that this application answers: a job with its skills, and its editing."""

from django.urls import path

from skills import views_batch, views_edit, views_review, views_selection, views_titles

urlpatterns = [
    path("new/", views_edit.new_job, name="new_job"),
    path("suggest-title/", views_edit.suggest_title, name="suggest_title"),
    path("titles/", views_titles.titles_page, name="titles"),
    path("titles/choose/", views_titles.choose_title, name="choose_title"),
    path("titles/undo/", views_titles.undo, name="undo_titles"),
    path("selection/", views_selection.selection, name="selection"),
    path("batches/<uuid:batch_id>/built-in-engine/", views_batch.built_in_engine, name="built_in_engine"),
    path("<int:job_id>/", views_review.job, name="job"),
    path("<int:job_id>/edit/", views_edit.edit_job, name="edit_job"),
    path("<int:job_id>/extract/", views_review.extract, name="extract"),
    path("<int:job_id>/history/", views_review.history, name="job_history"),
    path("<int:job_id>/review/", views_review.review, name="review"),
]
