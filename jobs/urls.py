"""Addresses of the jobs application's pages."""

from django.urls import path

from jobs import views, views_saved

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("demonstration/", views.demonstration, name="demonstration"),
    path("export/", views.export, name="export"),
    path("views/", views_saved.save, name="save_view"),
    path("views/<int:view_id>/move/", views_saved.move, name="move_view"),
    path("views/<int:view_id>/delete/", views_saved.delete, name="delete_view"),
    path("upload/", views.upload, name="upload"),
    path("batches/", views.begin_batch, name="begin_batch"),
    path("batches/<uuid:batch_id>/", views.batch, name="batch"),
    path("batches/<uuid:batch_id>/files/", views.add_file, name="add_file"),
    path("batches/<uuid:batch_id>/pause/", views.pause, name="pause"),
    path("batches/<uuid:batch_id>/resume/", views.resume, name="resume"),
    path("documents/<int:document_id>/retry/", views.retry, name="retry"),
    path("documents/<int:document_id>/add/", views.add_anyway, name="add_anyway"),
    path("documents/<int:document_id>/remove/", views.remove, name="remove"),
    path("<int:job_id>/original/", views.original, name="original"),
    path("<int:job_id>/delete/", views.delete, name="delete"),
]
