"""All addresses of the site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from jd_platform import views, views_account, views_style
from jd_platform.forms import SignInForm
from skills import views_search

handler500 = views.server_error

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views_search.search, name="search"),
    path("jobs/", include("skills.urls_jobs")),
    path("jobs/", include("analytics.urls_jobs")),
    path("jobs/", include("jobs.urls")),
    path("skills/", include("skills.urls")),
    path("analytics/", include("analytics.urls")),
    re_path(r"^api/", include("skills.urls_api")),
    re_path(r"^api/", include("jobs.urls_api")),
    re_path(r"^api/", include("analytics.urls_api")),
    re_path(r"^api/schema/?$", SpectacularAPIView.as_view(), name="schema"),
    re_path(
        r"^api/docs/?$",
        SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="api_docs.html"),
        name="api-docs",
    ),
    re_path(r"^api/", views.api_not_found),
    path(
        "login/",
        auth_views.LoginView.as_view(
            authentication_form=SignInForm,
            redirect_authenticated_user=True,
            extra_context={"oidc_name": settings.OIDC_NAME if settings.OIDC_ISSUER else ""},
        ),
        name="login",
    ),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("language/", views.set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
    path("account/tokens/", include("jd_platform.tokens.urls")),
    path("account/webhooks/", include("jd_platform.webhooks.urls")),
    path("style-guide/", views_style.style_guide, name="style_guide"),
    path("account/", views_account.account, name="account"),
    path("account/password/", views_account.ChangePassword.as_view(), name="change_password"),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("metrics", views.prometheus),
]

if settings.OIDC_ISSUER:
    urlpatterns.append(path("login/oidc/", include("jd_platform.oidc.urls")))
