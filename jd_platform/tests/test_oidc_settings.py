"""Sign-in by a provider is there only where it is set, and then whole."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse

from tests.factories import browser
from tests.test_settings import load

ISSUER = "https://login.example.org:8443/realms/staff"
SET = {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "jd-platform", "OIDC_CLIENT_SECRET": "something"}


def parts_of_allauth(settings):
    names = [*settings["INSTALLED_APPS"], *settings["MIDDLEWARE"], *settings["AUTHENTICATION_BACKENDS"]]
    return [name for name in names if "allauth" in name or "oidc" in name]


def test_nothing_of_it_is_there_unless_it_is_set(monkeypatch):
    settings = load(monkeypatch)
    assert parts_of_allauth(settings) == []
    assert settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"] == ["'self'"]
    assert settings["OIDC_DEFAULT_ROLE"] == "none"


@pytest.mark.django_db
def test_the_sign_in_page_has_no_button_unless_it_is_set():
    with pytest.raises(NoReverseMatch):
        reverse("oidc_sign_in")
    assert browser("anonymous").get("/login/").text.count('<form method="post" action="/login/oidc/"') == 0
    assert browser("anonymous").post("/login/oidc/").status_code in {302, 404}


def test_all_of_it_is_there_when_it_is_set(monkeypatch):
    settings = load(monkeypatch, **SET, OIDC_ORIGINS="https://signin.example.org")
    assert "allauth.socialaccount.providers.openid_connect" in parts_of_allauth(settings)
    assert settings["AUTHENTICATION_BACKENDS"][0] == "axes.backends.AxesStandaloneBackend"
    assert settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"] == [
        "'self'",
        "https://login.example.org:8443",
        "https://signin.example.org",
    ]


@pytest.mark.parametrize("missing", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_half_of_it_is_refused(monkeypatch, missing):
    with pytest.raises(ImproperlyConfigured, match=f"OIDC_ISSUER needs {missing} to be set"):
        load(monkeypatch, **{**SET, missing: ""})


def test_nobody_becomes_a_curator_by_default(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="OIDC_DEFAULT_ROLE is malformed"):
        load(monkeypatch, **SET, OIDC_DEFAULT_ROLE="curator")
