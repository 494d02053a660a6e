"""The three roles: each may do what the one before may, and more; nothing is open that should not be."""

import pytest
from django.contrib.auth.models import Group
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from tests.factories import ROLES, api, browser, person

pytestmark = pytest.mark.django_db

OPEN = {"login", "logout", "set_language", "set_theme", "healthz", "readyz", "metrics", "schema", "api-docs", "index"}
OWN = {"/account/", "/account/password/"}  # of whoever has signed in, with a role or without


def permissions(role):
    return person(role).get_all_permissions()


def test_the_migration_makes_the_three_groups():
    assert {group.name for group in Group.objects.all()} == set(ROLES)


def test_each_role_may_more_than_the_one_before():
    viewer, editor, curator = (permissions(role) for role in ROLES)
    assert viewer < editor < curator
    assert permissions("stranger") == set()


def test_a_viewer_only_looks():
    assert {permission.split(".")[1].split("_")[0] for permission in permissions("viewer")} == {"view"}


def test_an_editor_touches_no_skill_and_a_curator_deletes_none():
    assert not {
        p for p in permissions("editor") if p.startswith("skills.") and p.endswith(("_skill", "_skillalias"))
    } - {
        "skills.view_skill",
        "skills.view_skillalias",
    }
    assert "skills.delete_skill" not in permissions("curator")


@pytest.mark.parametrize("role", ROLES)
def test_no_role_manages_people(role):
    assert not {permission for permission in permissions(role) if permission.startswith(("auth.", "tokens."))}


def test_a_person_who_is_switched_off_may_nothing():
    user = person("curator")
    user.is_active = False
    user.save()
    assert not user.has_perm("jobs.view_jobdescription")


def pages(patterns=None, prefix=""):
    """Yield the address of every page that takes no arguments, but for those that are open by design."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, prefix + str(pattern.pattern))
        elif "<" not in (prefix + str(pattern.pattern)) and "?P" not in prefix + str(pattern.pattern):
            address = "/" + (prefix + str(pattern.pattern)).replace("^", "").replace("/?$", "").replace("$", "")
            if pattern.name not in OPEN and address.strip("/") not in OPEN and "(" not in address:
                yield address


def test_every_page_and_endpoint_wants_a_person_who_may():
    addresses = sorted(set(pages()))
    assert {"/jobs/", "/jobs/upload/", "/skills/", "/analytics/skills/", "/api/jobs/upload"} <= set(addresses)
    anonymous, stranger, without_token = browser("anonymous"), browser("stranger"), api("anonymous")
    for address in addresses:
        if address.startswith("/api/"):
            assert without_token.get(address).status_code in {401, 403, 404, 405}, address
            continue
        assert anonymous.get(address).status_code in {302, 403, 405}, address
        answer = stranger.get(address)
        if address in OWN:
            assert answer.status_code == 200, address
            continue
        assert answer.status_code in {302, 403, 405}, address
        if answer.status_code == 302 and not address.startswith("/admin/"):
            assert answer.headers["Location"] == "/jobs/", address
