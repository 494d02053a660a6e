"""Addresses of the jobs application's API; a closing slash may be left out."""

from django.urls import include, re_path
from rest_framework.routers import SimpleRouter

from jobs import api, api_uploads

router = SimpleRouter()
router.trailing_slash = "/?"
router.register("jobs", api.JobViewSet, basename="api-job")
router.register("batches", api_uploads.BatchViewSet, basename="api-batch")

urlpatterns = [
    re_path(r"^jobs/upload/?$", api_uploads.UploadView.as_view(), name="api-upload"),
    re_path(
        r"^batches/(?P<batch_id>[0-9a-f-]{36})/documents/?$",
        api_uploads.DocumentViewSet.as_view({"get": "list"}),
        name="api-batch-documents",
    ),
    re_path("", include(router.urls)),
]
