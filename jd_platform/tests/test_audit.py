"""Who signed in and out, and what failed, stands in the log, and in rows for the admin; passwords nowhere."""

import pytest
from axes.models import AccessAttempt, AccessLog
from structlog.testing import capture_logs

from tests.factories import browser, person

pytestmark = pytest.mark.django_db
PASSWORD = "a password that is long"


@pytest.fixture
def ada():
    ada = person("editor")
    ada.set_password(PASSWORD)
    ada.save()
    return ada


def test_sign_in_and_out_are_noted(ada):
    client = browser("anonymous")
    with capture_logs() as lines:
        client.post("/login/", {"username": ada.username, "password": PASSWORD})
        client.post("/logout/")
    noted = [(line["event"], line.get("user")) for line in lines if line["event"].startswith("sign")]
    assert noted == [("signed_in", ada.pk), ("signed_out", ada.pk)]
    assert AccessLog.objects.get().username == ada.username


def test_a_failed_sign_in_is_noted_without_what_was_typed(ada):
    with capture_logs() as lines:
        browser("anonymous").post("/login/", {"username": ada.username, "password": "typed by mistake"})
    assert [line["event"] for line in lines if line["event"].startswith("sign")] == ["sign_in_failed"]
    assert AccessAttempt.objects.get().username == ada.username
    assert "typed by mistake" not in f"{lines}{AccessAttempt.objects.values()}"


@pytest.mark.parametrize(("language", "heading"), [("en", "Sign-in records"), ("fr", "Registre des connexions")])
def test_the_admin_has_the_rows_under_a_heading_that_says_what_they_are(language, heading):
    text = browser("administrator").get("/admin/", headers={"accept-language": language}).text
    assert heading in text
    assert ">Axes<" not in text


@pytest.mark.parametrize("password", ["short one", "123456789012"])
def test_a_weak_password_is_refused(ada, password):
    client = browser("anonymous")
    client.post("/login/", {"username": ada.username, "password": PASSWORD})
    form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    assert client.post("/account/password/", form).status_code in {200, 422}
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
