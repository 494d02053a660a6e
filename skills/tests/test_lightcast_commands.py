"""manage.py lightcast_check and lightcast_emulator."""

from __future__ import annotations

import io

import pytest
import responses
from django.core.management import CommandError, call_command

from skills.engines.base import SuggestedTitles, TitleParts, TitleSuggestion
from skills.engines.embedded.titles.taxonomy import shipped_occupations
from skills.lightcast.client import LightcastClient
from skills.lightcast.emulator.build import emulator_over, title_id
from skills.lightcast.emulator.messages import HttpRequest
from skills.lightcast.emulator.switches import Switches
from skills.lightcast.settings import LightcastSettings
from skills.tests.lightcast_support import AUTH, SECRET, SKILLS, TEXT, TITLES, TOY_SKILLS, token_answer, toy_extract
from skills.tests.test_lightcast_examples import sign_in

CREDENTIALS = {"client_id": "client", "client_secret": SECRET}


@pytest.fixture
def lightcast(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.LIGHTCAST = dict(CREDENTIALS)
    return settings


@pytest.fixture
def wire():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def check() -> str:
    out = io.StringIO()
    call_command("lightcast_check", stdout=out)
    return out.getvalue()


def test_check_tells_what_the_credentials_allow(lightcast, wire):
    wire.post(AUTH, json=token_answer())
    wire.get(f"{SKILLS}/status", json={"data": {"healthy": True}})
    wire.get(f"{SKILLS}/meta", json={"data": {"latestVersion": "9.41"}})
    wire.get(
        f"{SKILLS}/versions/9.41", json={"data": {"version": "9.41", "skillCount": 41200, "removedSkillCount": 200}}
    )
    wire.get(f"{TITLES}/meta", json={"data": {"latestVersion": "5.47"}})
    wire.get(f"{TITLES}/versions/5.47", json={"data": {"version": "5.47", "titleCount": 7, "removedTitleCount": 0}})
    told = check()
    assert "grants the scope “emsi_open”" in told
    assert "9.41 can be read; it holds 41,000 skills" in told
    assert "0 extractions were made this month; 50 left" in told
    assert SECRET not in told
    assert not any("extract" in call.request.url or "normalize" in call.request.url for call in wire.calls)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 400, "json": {"error": "invalid_client"}}, "refused the client id"),
        ({"status": 400, "json": {"error": "invalid_scope"}}, "does not grant the scope"),
        ({"status": 200, "body": "<html>"}, "is not Lightcast's sign-in"),
    ],
)
def test_check_says_in_one_sentence_what_is_wrong(lightcast, wire, answer, words):
    wire.post(AUTH, **answer)
    with pytest.raises(CommandError, match=words) as caught:
        check()
    assert SECRET not in str(caught.value)
    assert caught.value.returncode == 1


def test_check_says_that_lightcast_is_not_well(lightcast, wire):
    wire.post(AUTH, json=token_answer())
    wire.get(f"{SKILLS}/status", json={"data": {"healthy": False, "message": "Maintenance"}})
    with pytest.raises(CommandError, match="Maintenance"):
        check()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "LIGHTCAST_CLIENT_ID"),
        ({"client_id": "a"}, "LIGHTCAST_CLIENT_SECRET"),
        ({**CREDENTIALS, "skills_url": "skills"}, "LIGHTCAST_SKILLS_URL"),
    ],
)
def test_check_names_the_variable(lightcast, values, words):
    lightcast.LIGHTCAST = values
    with pytest.raises(CommandError, match=words):
        check()


def test_settings_of_the_application_fit_the_client(settings):
    assert LightcastSettings.from_django() == LightcastSettings.from_mapping(settings.LIGHTCAST)


def test_client_from_django_keeps_its_records_in_the_data_folder(lightcast, wire, tmp_path):
    wire.post(AUTH, json=token_answer())
    LightcastClient.from_django().sign_in()
    assert list((tmp_path / "lightcast").glob("token-*.json"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--switch", "nothing=1"], "there is no switch nothing"),
        (["--switch", "no_match"], "name=value"),
        (["--misbehave", "explode"], "there is no fault"),
    ],
)
def test_emulator_refuses_wrong_options(options, words):
    with pytest.raises(CommandError, match=words):
        call_command("lightcast_emulator", *options)


@pytest.mark.django_db
def test_emulator_needs_a_skill_list():
    with pytest.raises(CommandError, match="load_taxonomy"):
        call_command("lightcast_emulator", "--port", "0", "--stop-after", "0.1")


class ToyEngine:
    """An engine over the toy skills, with titles of the shipped list."""

    def find(self, text):
        return tuple(toy_extract(text))

    def skills(self):
        return TOY_SKILLS

    def suggest_titles(self, title, *, text="", limit=5):
        occupations = [one for one in shipped_occupations() if one.display.lower() == title.lower()]
        found = tuple(TitleSuggestion(one.id, one.display, 1.0, "", "esco", "1.1") for one in occupations[:limit])
        return SuggestedTitles(found, TitleParts(title), "toy")


def test_emulator_over_an_engine_serves_its_skills_and_titles():
    emulator = emulator_over(ToyEngine(), Switches(), credentials={"emulator": "emulator-secret"})
    headers = {"authorization": f"Bearer {sign_in(emulator, 'emsi_open')}", "content-type": "text/plain"}
    post = HttpRequest("POST", "/skills/versions/latest/extract", {}, headers, TEXT.encode())
    assert len(emulator.handle(post)[0].payload["data"]) == 3
    occupation = shipped_occupations()[0]
    body = occupation.display.encode()
    ask = HttpRequest("POST", "/titles/versions/latest/normalize/inspect", {}, headers, body)
    title = emulator.handle(ask)[0].payload["data"][0]["title"]
    assert title == {"id": title_id(occupation.id), "name": occupation.display}
    assert len(title["id"]) == 18
