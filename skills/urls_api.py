"""Addresses of the skills application's API; a closing slash may be left out."""

from django.urls import include, re_path
from rest_framework.routers import SimpleRouter

from skills import api, api_titles

router = SimpleRouter()
router.trailing_slash = "/?"
router.register("skills", api.SkillViewSet, basename="api-skill")

JOB = r"^jobs/(?P<job_id>\d{1,18})"

urlpatterns = [
    re_path(r"^jobs/suggest-title/?$", api_titles.SuggestTitleView.as_view(), name="api-suggest-title"),
    re_path(JOB + r"/skills/?$", api.JobSkillsView.as_view(), name="api-job-skills"),
    re_path(JOB + r"/extract/?$", api.ExtractJobView.as_view(), name="api-job-extract"),
    re_path(
        JOB + r"/skills/(?P<lightcast_id>[\w-]{1,32})/(?P<action>confirm|reject|undo)/?$",
        api.DecisionView.as_view(),
        name="api-decide",
    ),
    re_path(r"^skills/extract/?$", api.ExtractTextView.as_view(), name="api-extract-text"),
    re_path("", include(router.urls)),
]
