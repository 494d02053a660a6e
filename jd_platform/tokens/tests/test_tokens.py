"""Tokens: made and revoked by the person, kept as a hash, limited by scope, role and time."""

import hashlib
import importlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from jd_platform.tokens import services
from jd_platform.tokens.models import ApiToken
from tests.factories import browser, person

pytestmark = pytest.mark.django_db


def client_of(role="editor", scope="read", word="Bearer", days=None):
    """Return an API client with a token of a new person, and the token."""
    token, secret = services.create_token(person=person(role), name="HR system", scope=scope, days=days)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"{word} {secret}")
    return client, token


def values():
    return {"title": "Data Analyst", "text": "We need Python."}


# --- What is kept -----------------------------------------------------------------------------------------------


def test_only_its_hash_is_kept():
    token, secret = services.create_token(person=person("viewer"), name="x")
    assert secret.startswith("jdp_")
    assert len(secret) > 40
    assert ApiToken.objects.get().hash == hashlib.sha256(secret.encode()).hexdigest()
    assert token.prefix == secret[:12]
    assert secret not in str(ApiToken.objects.values())


def test_a_person_has_so_many_at_most(monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    owner = person("viewer")
    token, _secret = services.create_token(person=owner, name="x")
    with pytest.raises(ValidationError):
        services.create_token(person=owner, name="y")
    services.revoke_token(token=token, by=owner)
    services.create_token(person=owner, name="y")


# --- What it opens ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["Bearer", "bearer", "Token"])
def test_it_opens_the_api(word):
    client, _token = client_of(word=word)
    assert client.get("/api/jobs").status_code == 200


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("write", 201), ("curate", 201)])
def test_its_scope_limits(scope, status):
    client, _token = client_of("editor", scope)
    answer = client.post("/api/jobs", values())
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"]["code"] == "scope_missing"
        assert "write" in answer.json()["error"]["message"]


def test_reading_is_enough_for_what_stores_nothing():
    client, _token = client_of("viewer", "read")
    assert client.post("/api/jobs/suggest-title", {"title": "Sr Data Analyst"}).status_code == 200


def test_its_scope_never_gives_more_than_the_role():
    client, _token = client_of("viewer", "curate")
    assert client.post("/api/jobs", values()).json()["error"]["code"] == "permission_denied"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer a b", "Token \xff", "Bearer jdp_unknown", "Bearer \x00"]
)
def test_what_is_no_token_is_refused(header):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    answer = client.get("/api/jobs")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["error"]["code"] == "authentication_failed"


def test_an_expired_or_revoked_one_is_refused_in_the_same_words():
    messages = set()
    for change in ({"expires_at": timezone.now()}, {"revoked_at": timezone.now()}):
        client, token = client_of()
        ApiToken.objects.filter(pk=token.pk).update(**change)
        answer = client.get("/api/jobs")
        assert answer.status_code == 401
        messages.add(answer.json()["error"]["message"])
    assert len(messages) == 1


def test_one_of_somebody_who_left_is_refused():
    client, token = client_of()
    type(token.person).objects.update(is_active=False)
    assert client.get("/api/jobs").status_code == 401


def test_its_use_is_noted_at_most_once_a_minute(time_machine):
    client, token = client_of()
    began = timezone.now()
    noted = []
    for seconds in (0, 30, 59, 61):
        time_machine.move_to(began + timedelta(seconds=seconds), tick=False)
        client.get("/api/jobs")
        token.refresh_from_db()
        noted.append(round((token.last_used_at - began).total_seconds()))
    assert noted == [0, 0, 0, 61]


# --- The page ---------------------------------------------------------------------------------------------------


PAGE = "/account/tokens/"


def test_it_is_shown_once_and_works():
    site = browser("viewer")
    answer = site.post(PAGE, {"name": "HR system", "scope": "read", "days": "30"})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert secret not in site.get(PAGE).content.decode()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert client.get("/api/jobs").status_code == 200
    token = ApiToken.objects.get()
    assert timedelta(days=29) < token.expires_at - timezone.now() <= timedelta(days=30)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "x" * 65, "scope": "read"},
        {"name": "x", "scope": "all"},
        {"name": "x", "scope": "read", "days": "-1"},
    ],
)
def test_a_malformed_form_is_refused(data):
    answer = browser("viewer").post(PAGE, data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_revoking_and_what_is_over():
    site = browser("viewer")
    token, secret = services.create_token(person=site.user, name="Old script")
    site.post(f"{PAGE}{token.pk}/revoke/")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert client.get("/api/jobs").status_code == 401
    page = site.get(PAGE)
    assert not page.context["valid"]
    assert "Old script" in page.content.decode()


def test_nobody_sees_or_revokes_those_of_others():
    _client, token = client_of()
    site = browser("curator")
    assert token.prefix not in site.get(PAGE).content.decode()
    assert site.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_queries_do_not_grow(django_assert_max_num_queries):
    site = browser("viewer")
    for number in range(12):
        services.create_token(person=site.user, name=f"token {number}")
    with django_assert_max_num_queries(7):
        site.get(PAGE)


def test_the_admin_lists_and_revokes_without_secrets():
    _client, token = client_of()
    site = browser("administrator")
    page = site.get("/admin/tokens/apitoken/").content.decode()
    assert token.prefix in page
    assert token.hash not in page
    assert token.hash not in site.get(f"/admin/tokens/apitoken/{token.pk}/change/").content.decode()
    site.post("/admin/tokens/apitoken/", {"action": "revoke", "_selected_action": [token.pk]})
    token.refresh_from_db()
    assert token.revoked_at
    assert site.get("/admin/tokens/apitoken/add/").status_code == 403


# --- Earlier tokens ---------------------------------------------------------------------------------------------


def test_earlier_tokens_go_on_working_and_their_clear_text_goes():
    owner, key = person("editor"), "0123456789abcdef0123456789abcdef01234567"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key varchar(40) PRIMARY KEY, user_id integer, created timestamp)")
        cursor.execute("INSERT INTO authtoken_token (key, user_id) VALUES (%s, %s)", [key, owner.pk])
    migration = importlib.import_module("jd_platform.tokens.migrations.0002_earlier_tokens")
    with connection.cursor() as cursor:  # SQLite has no schema editor inside the test's transaction
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        migration.take_over(apps, editor)
        migration.take_over(apps, editor)
    assert "authtoken_token" not in connection.introspection.table_names()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    assert client.post("/api/jobs", values()).status_code == 201
