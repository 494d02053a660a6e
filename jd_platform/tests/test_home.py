"""The home page, and the pages that say that something is not to be had."""

import re

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.urls import path

from jd_platform import views
from jobs.models import SavedView
from tests.factories import (
    ROLES,
    DocumentFactory,
    ExtractionFactory,
    JobFactory,
    JobTitleFactory,
    TagFactory,
    api,
    browser,
)

pytestmark = pytest.mark.django_db


def steps(html):
    """Return the first steps by whether they are done."""
    return {
        sentence: bool(done) for done, sentence in re.findall(r"<li (class=\"done\")?>\s*<a[^>]*>([^<]*)</a>", html)
    }


# --- Home -------------------------------------------------------------------------------------------------------


def test_an_empty_installation_begins_with_the_first_steps():
    html = browser("editor").get("/").text
    assert list(steps(html).values()) == [False] * 4
    assert "Nothing at the moment." in html


@pytest.mark.parametrize(("language", "one"), [("en", "The one job"), ("fr", "Le seul emploi")])
def test_the_job_list_is_offered_once_it_holds_a_job(language, one):
    client = browser("editor")
    assert one not in client.get("/", headers={"accept-language": language}).text
    JobFactory()
    assert one in client.get("/", headers={"accept-language": language}).text


def test_steps_are_ticked_off_and_go_when_all_are_done():
    client = browser("editor")
    TagFactory(confirmed=True)
    assert list(steps(client.get("/").text).values()) == [True, True, False, False]
    JobTitleFactory()
    SavedView.objects.create(owner=client.user, name="Mine", query="?q=a")
    html = client.get("/").text
    assert "First steps" not in html
    assert '<a href="/jobs/?q=a">Mine</a>' in html


def test_a_viewer_has_no_steps_and_nothing_to_upload():
    html = browser("viewer").get("/").text
    assert "First steps" not in html
    assert "/jobs/upload/" not in html


def test_what_needs_a_look_leads_there():
    TagFactory()
    ExtractionFactory(failed=True)
    html = browser("curator").get("/").text
    assert "1 job whose skills nobody has looked over" in html
    assert '<a href="/jobs/titles/">2 jobs without a standard title</a>' in html
    assert "1 search for skills that failed" in html
    assert "that failed" not in browser("viewer").get("/").text


def test_own_uploads_and_views_are_shown_alone():
    client = browser("editor")
    own, other = DocumentFactory(batch__created_by=client.user).batch, DocumentFactory().batch
    SavedView.objects.create(owner=other.created_by, name="Theirs", query="")
    html = client.get("/").text
    assert own.get_absolute_url() in html
    assert other.get_absolute_url() not in html
    assert "Theirs" not in html


def test_queries_do_not_grow_with_what_there_is(django_assert_max_num_queries):
    client = browser("editor")
    for number in range(12):
        TagFactory(job=JobFactory())
        SavedView.objects.create(owner=client.user, name=str(number), query="")
        DocumentFactory(batch__created_by=client.user)
    with django_assert_max_num_queries(20):
        client.get("/")


# --- The style guide --------------------------------------------------------------------------------------------


def test_the_style_guide_shows_every_part_to_staff_alone(settings):
    html = browser("curator").get("/style-guide/").text
    for icon in re.findall(r'symbol id="([^"]+)"', (settings.BASE_DIR / "static/images/icons.svg").read_text("utf-8")):
        assert f"#{icon}" in html
    assert "error-summary" in html
    assert browser("editor").get("/style-guide/").status_code == 403
    settings.DEBUG = True
    assert browser("editor").get("/style-guide/").status_code == 200


# --- What is not to be had --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "address", "needed"),
    [("stranger", "/jobs/", "viewer"), ("viewer", "/jobs/upload/", "editor")],
)
def test_a_refusal_says_which_role_is_needed(role, address, needed):
    answer = browser(role).get(address)
    assert answer.status_code == 403
    assert f"role “{needed}”" in answer.text


@pytest.mark.parametrize(
    ("role", "address", "needed"),
    [
        ("stranger", "/jobs/", "consultation"),
        ("viewer", "/jobs/upload/", "édition"),
        ("editor", "/style-guide/", "responsable des compétences"),
        ("viewer", "/admin/", "responsable des compétences"),
    ],
)
def test_a_refusal_in_french_names_the_roles_in_french(role, address, needed):
    page = browser(role).get(address, headers={"accept-language": "fr"}).text
    assert f"rôle «\xa0{needed}\xa0»" in page
    for name in ROLES:
        assert f"«\xa0{name}\xa0»" not in page


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/skills/skill/"])
@pytest.mark.parametrize("role", ["stranger", "viewer", "editor"])
def test_the_administration_says_what_it_needs_instead_of_asking_for_a_password(role, address):
    answer = browser(role).get(address)
    assert answer.status_code == 403
    assert "role “curator”" in answer.text
    assert "“staff status”" in answer.text
    assert 'name="password"' not in answer.text


def test_what_is_not_found_offers_the_search():
    answer = browser("viewer").get("/nowhere/")
    assert answer.status_code == 404
    assert 'action="/search/"' in answer.text


class BrokenUrls:
    """A site whose one page fails."""

    handler500 = staticmethod(views.server_error)

    def fault(request):  # noqa: N805
        raise RuntimeError("on purpose")

    def busy(request):  # noqa: N805
        raise OperationalError("locked")

    @login_not_required
    def remember(request):  # noqa: N805
        request.session["something"] = 1
        return HttpResponse()

    urlpatterns = [path("fault/", fault), path("busy/", busy), path("remember/", remember)]


@pytest.mark.parametrize(("address", "status"), [("/fault/", 500), ("/busy/", 503)])
def test_a_fault_is_told_in_both_languages_with_the_number_of_the_request(address, status, settings):
    settings.ROOT_URLCONF = BrokenUrls
    client = browser("viewer")
    client.raise_request_exception = False
    answer = client.get(address)
    assert answer.status_code == status
    assert re.search(r"<code>[\w-]{8,}</code>", answer.text)
    assert 'lang="fr"' in answer.text
    assert "on purpose" not in answer.text


@pytest.mark.parametrize(
    "failure", [OperationalError("terminating connection"), InterfaceError("connection is closed")]
)
@pytest.mark.parametrize("address", ["/", "/jobs/", "/login/", "/analytics/skills/"])
def test_a_page_while_the_database_is_away(address, failure):
    visitor = browser("viewer")

    def away(*_values):
        raise failure

    with connection.execute_wrapper(away):
        answer = visitor.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "nothing that was saved before is lost" in answer.text
    assert 'lang="fr"' in answer.text
    assert visitor.get(address).status_code in (200, 302)


def test_the_api_while_the_database_is_away():
    program = api("viewer")

    def away(*_values):
        raise OperationalError("terminating connection")

    with connection.execute_wrapper(away):
        answer = program.get("/api/jobs")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")


def test_a_session_that_cannot_be_saved(settings):
    settings.ROOT_URLCONF = BrokenUrls
    visitor = browser("anonymous")
    visitor.raise_request_exception = False

    def away(execute, sql, *values):
        if "INSERT" in sql and "django_session" in sql:
            raise OperationalError("terminating connection")
        return execute(sql, *values)

    with connection.execute_wrapper(away):
        assert visitor.get("/remember/").status_code == 503
