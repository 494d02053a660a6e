"""Addresses of the jobs application's API; a closing slash may be left out."""

from django.urls import include, re_path
from rest_framework.routers import SimpleRouter

from jobs import api

router = SimpleRouter()
router.trailing_slash = "/?"
router.register("jobs", api.JobViewSet, basename="api-job")

urlpatterns = [
    re_path(r"^jobs/upload/?$", api.UploadViewSet.as_view({"post": "create"}), name="api-upload"),
    re_path(r"^jobs/upload/(?P<pk>[0-9a-f-]{36})/?$", api.UploadViewSet.as_view({"get": "retrieve"}), name="api-batch"),
    re_path("", include(router.urls)),
]
