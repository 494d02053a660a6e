"""Addresses of the sign-in by a provider; allauth asks for the second by that name."""

from django.conf import settings
from django.urls import path

from jd_platform.oidc import views

urlpatterns = [
    path("", views.sign_in, name="oidc_sign_in"),
    path("callback/", views.callback, {"provider_id": settings.OIDC_ISSUER}, name="openid_connect_callback"),
]
