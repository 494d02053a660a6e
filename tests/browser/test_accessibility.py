"""Every page, in both languages and themes, wide and narrow: no finding of axe, no sideways scrolling, no complaint."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jobs import services as job_services
from skills import services as skill_services
from tests.browser import documents
from tests.browser.driver import NARROW, NARROWEST, WIDE
from tests.browser.skill_list import EXCEL, PYTHON, SQL

pytestmark = pytest.mark.browser

FRENCH = """\
Conseillère en gestion des ressources humaines

Fonctions
Conseille les gestionnaires en matière de dotation et d’équité en matière d’emploi.

Exigences
Expérience de Microsoft Excel et de la gestion de projets.
"""


@pytest.fixture
def pages(make_job, editor_person):
    """The path of every page under a name, over job descriptions with tags in every state."""
    job = make_job(
        title="Senior Data Analyst",
        reference="ST-0007",
        department="Statistics",
        classification="EC-05",
        location="Ottawa",
        text="Duties\nBuilds dashboards in Power BI with teamwork.\n\nRequirements\nExperience with Python, SQL and "
        "Microsoft Excel.\n\nAssets\nA valid driver's license. Negotiation.",
    )
    for skill, act in ((PYTHON, skill_services.confirm_skill), (SQL, skill_services.reject_skill)):
        act(tag=job.job_skills.get(skill__lightcast_id=skill), user=editor_person)
    french = make_job(title="Conseillère en RH", language="fr", department="Ressources humaines", text=FRENCH)
    batch = job_services.upload_files(
        files=[
            SimpleUploadedFile("accounts-payable-clerk.txt", documents.CLERK.encode()),
            SimpleUploadedFile("a-very-long-name-" + "of-a-file-" * 12 + ".txt", b""),
        ],
        user=editor_person,
    )
    for document in batch.documents.all():
        job_services.read_document(document.pk)
    return {
        "home": "/",
        "list": "/jobs/",
        "list with filters": f"/jobs/?skill={EXCEL}&match=any&department=Statistics&sort=title",
        "list without result": f"/jobs/?skill={PYTHON}&skill={EXCEL}&q=nothing&department=Finance",
        "list with a malformed filter": "/jobs/?since=yesterday",
        "chosen jobs": "/jobs/selection/?all=1",
        "job": f"/jobs/{job.pk}/",
        "job with evidence": f"/jobs/{job.pk}/?skill={EXCEL}",
        "job with nothing left by its filter": f"/jobs/{job.pk}/?q=zzz",
        "job with skills to add": f"/jobs/{job.pk}/?add=data",
        "job in French": f"/jobs/{french.pk}/",
        "edit": f"/jobs/{job.pk}/edit/",
        "new": "/jobs/new/",
        "delete": f"/jobs/{job.pk}/delete/",
        "upload": "/jobs/upload/",
        "standard titles": "/jobs/titles/",
        "batch": f"/jobs/batches/{batch.pk}/",
        "tokens": "/account/tokens/",
        "webhooks": "/account/webhooks/",
        "skills": "/skills/",
        "skills without result": "/skills/?q=zzzz",
        "skill": f"/skills/{EXCEL}/",
        "skill that no job asks for": "/skills/KS120RN6FDTS9FLCH3T0/",
        "dashboard": "/analytics/skills/",
        "dashboard without jobs": "/analytics/skills/?department=Nowhere",
        "search": "/search/?q=data",
        "search without result": "/search/?q=zebra",
        "account": "/account/",
        "password": "/account/password/",
        "not found": f"/jobs/batches/{uuid.uuid4()}/",
    }


@pytest.fixture
def editor_person(make_person, sign_in):
    person = make_person("editor")
    sign_in(person)
    return person


class Findings:
    """What is wrong on the pages, told all at once."""

    def __init__(self, browser):
        self.browser = browser
        self.lines = []

    def add(self, where, lines):
        self.lines += [f"{where}: {line}" for line in lines]

    def look(self, name, language, theme):
        """Look at the page that is open, wide and narrow."""
        browser = self.browser
        for size in (WIDE, NARROW):
            browser.set_size(*size)
            where = f"{name}, {language}, {theme}, {size[0]} px"
            self.add(where, browser.violations())
            self.add(where, browser.overflow())
            if size == NARROW:
                self.add(where, browser.small_targets())
            self.add(where, _structure(browser, language, theme))
        browser.set_size(*NARROWEST)
        self.add(f"{name}, {language}, {theme}, at 400 %", browser.overflow())
        self.add(f"{name}, {language}, {theme}", browser.complaints())
        browser.set_size(*WIDE)

    def check(self):
        assert not self.lines, "\n" + "\n".join(dict.fromkeys(self.lines))


def _structure(browser, language, theme):
    facts = browser.run("""
        const html = document.documentElement;
        return [document.querySelectorAll("h1").length, html.lang, html.dataset.theme,
                document.querySelectorAll("main").length, document.title.trim() !== ""];
    """)
    return [] if facts == [1, language, theme, 1, True] else [f"unexpected: {facts}"]


def _open_everything(browser):
    """Open what folds away; not the menus, which lie over the page. What is only asked for then has come afterwards."""
    browser.run("document.querySelectorAll('details:not([data-menu])').forEach((one) => { one.open = true; })")
    browser.see_gone("#similar > p > a.button")
    _settle(browser)


def _settle(browser):
    """Wait until charts are drawn and nothing is on its way."""
    browser.wait(
        lambda: browser.run("""
            return document.readyState === "complete" && !document.querySelector(".htmx-request")
              && [...document.querySelectorAll("[data-figure]")].every((one) => one.dataset.drawn);
        """),
        "for the page to settle",
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page(browser, pages, language):
    findings = Findings(browser)
    browser.refused_paths.add(pages["not found"])
    browser.set_cookie("django_language", language)
    for theme in ("light", "dark"):
        browser.set_cookie("theme", theme)
        for name, path in pages.items():
            browser.open(path)
            _settle(browser)
            _open_everything(browser)
            findings.look(name, language, theme)
    findings.check()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_that_need_more_than_an_address(browser, pages, make_person, sign_in, language):
    findings = Findings(browser)
    browser.set_cookie("django_language", language)
    browser.refused_paths |= {"/jobs/upload/", "/jobs/new/", pages["edit"]}
    for theme in ("light", "dark"):
        browser.set_cookie("theme", theme)
        browser.open(pages["edit"])
        browser.find(".suggest").click()
        browser.see_element(".suggestion")
        findings.look("edit with suggestions", language, theme)
        browser.find(".suggestion button").click()
        findings.look("edit with a chosen title", language, theme)
        browser.find("#id_title").clear()
        browser.find("form.edit-form p.actions button").click()
        browser.see_element(".error-summary")
        findings.look("edit with errors", language, theme)
        browser.open(pages["upload"])
        browser.find("main form button.primary").click()
        browser.see_element(".error-summary")
        findings.look("upload with errors", language, theme)
    sign_in(make_person("viewer"))
    for theme in ("light", "dark"):
        browser.set_cookie("theme", theme)
        for name in ("upload", "list", "job"):
            browser.open(pages[name])
            _settle(browser)
            findings.look(f"{name} of a viewer", language, theme)
    staff = make_person("curator")
    staff.is_staff = True
    staff.save()
    sign_in(staff)
    for theme in ("light", "dark"):
        browser.set_cookie("theme", theme)
        browser.open("/style-guide/")
        findings.look("style guide", language, theme)
        browser.find(".site-footer [data-opens]").click()
        browser.see_element("dialog[open]")
        findings.look("shortcuts", language, theme)
    findings.check()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_before_there_is_anything(browser, editor_person, language):
    findings = Findings(browser)
    browser.set_cookie("django_language", language)
    browser.refused_paths.add("/nowhere/")
    for theme in ("light", "dark"):
        browser.set_cookie("theme", theme)
        for path in ("/", "/jobs/", "/analytics/skills/", "/jobs/upload/"):
            browser.open(path)
            findings.look(f"{path} of an empty site", language, theme)
    browser.clear_cookies()
    browser.set_cookie("django_language", language)
    for theme in ("light", "dark"):
        browser.set_cookie("theme", theme)
        for path in ("/login/", "/nowhere/"):
            browser.open(path)
            findings.look(f"{path} of a stranger", language, theme)
    browser.find(".brand").click()
    browser.find("#id_username").send_keys("nobody")
    browser.find("#id_password").send_keys("nothing")
    browser.find("main button.primary").click()
    browser.see_element(".error-summary")
    findings.look("login with errors", language, "dark")
    findings.check()


@pytest.mark.parametrize(
    ("chosen", "of_device", "drawn"),
    [("dark", "light", "dark"), ("light", "dark", "light"), ("system", "dark", "dark"), ("system", "light", "light")],
)
@pytest.mark.usefixtures("editor_person")
def test_the_page_of_the_api_is_in_the_theme_of_the_site(browser, chosen, of_device, drawn):
    device = {"features": [{"name": "prefers-color-scheme", "value": of_device}]}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", device)
    browser.set_cookie("theme", chosen)
    browser.open("/api/docs")
    browser.see_element(".opblock")
    scheme = browser.run("return getComputedStyle(document.documentElement).colorScheme")
    assert (scheme == "dark") == (drawn == "dark")
    assert not browser.complaints()


@pytest.mark.usefixtures("editor_person")
def test_labels_and_controls_of_a_row_stand_in_lines(browser, make_job):
    job = make_job(title="Clerk", text="Files papers.")
    browser.open(f"/jobs/{job.pk}/edit/")
    places = browser.run("""
        const top = (element) => Math.round(element.getBoundingClientRect().top);
        return [...document.querySelectorAll(".field-grid > .field")].map(
          (field) => [top(field.querySelector("label")), top(field.querySelector("input, select"))]);
    """)
    rows = {control for _label, control in places}
    assert 1 < len(rows) < len(places)
    assert len({tuple(place) for place in places}) == len(rows)


def test_in_french_too_the_button_beside_a_heading_of_the_administration_lies_on_nothing(browser, make_person, sign_in):
    staff = make_person("curator")
    staff.is_staff = True
    staff.save()
    sign_in(staff)
    browser.set_cookie("django_language", "fr")
    browser.open("/admin/skills/taxonomyupdate/")
    assert browser.run("""
        const box = (selector) => document.querySelector(selector).getBoundingClientRect();
        return box("#content > h1").right <= box(".object-tools a").left;
    """)


@pytest.mark.usefixtures("editor_person")
def test_quotations_in_french_have_blanks_within(browser, make_job):
    one, other = (
        make_job(title=title, text=f"Requirements\nExperience with {skill}.")
        for title, skill in (("Clerk", "Python"), ("Analyst", "SQL"))
    )
    browser.set_cookie("django_language", "fr")
    browser.open(f"/jobs/compare/?a={one.pk}&b={other.pk}")
    assert browser.run("return getComputedStyle(document.querySelector('q')).quotes") == '"«\xa0" "\xa0»"'
