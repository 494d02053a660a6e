"""Addresses of the jobs application's pages."""

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("upload/", views.upload, name="upload"),
    path("batches/<uuid:batch_id>/", views.batch, name="batch"),
    path("documents/<int:document_id>/retry/", views.retry, name="retry"),
    path("<int:job_id>/original/", views.original, name="original"),
    path("<int:job_id>/delete/", views.delete, name="delete"),
]
