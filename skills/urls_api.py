"""Addresses of the skills application's API; a closing slash may be left out."""

from django.urls import include, re_path
from rest_framework.routers import SimpleRouter

from skills import api, api_tags, api_titles

router = SimpleRouter()
router.trailing_slash = "/?"
router.register("skills", api.SkillViewSet, basename="api-skill")
router.register("tags", api_tags.TagViewSet, basename="api-tag")

JOB = r"^jobs/(?P<job_id>\d{1,18})"
SKILL = r"skills/(?P<lightcast_id>[\w-]{1,32})"

urlpatterns = [
    re_path(r"^jobs/suggest-title/?$", api_titles.SuggestTitleView.as_view(), name="api-suggest-title"),
    re_path(JOB + r"/skills/?$", api_tags.JobSkillsView.as_view(), name="api-job-skills"),
    re_path(JOB + r"/extract/?$", api.ExtractJobView.as_view(), name="api-job-extract"),
    re_path(
        JOB + "/" + SKILL + r"/(?P<action>confirm|reject|undo)/?$",
        api_tags.DecisionView.as_view(),
        name="api-decide",
    ),
    re_path(JOB + "/" + SKILL + r"/?$", api_tags.TagView.as_view(), name="api-job-skill"),
    re_path("^" + SKILL + r"/status/?$", api.SkillStatusView.as_view(), name="api-skill-status"),
    re_path("^" + SKILL + r"/merge/?$", api.MergeView.as_view(), name="api-skill-merge"),
    re_path(r"^skills/extract/?$", api.ExtractTextView.as_view(), name="api-extract-text"),
    re_path("", include(router.urls)),
]
