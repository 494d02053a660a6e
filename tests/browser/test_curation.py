"""What curators decide holds everywhere: a merge and its undoing, and the queue by keyboard and without JavaScript."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from skills import services
from skills.models import Extraction, JobSkill, KeptAsIs, Skill, SkillAlias, TaxonomyUpdate
from skills.services.merging import KEPT_FIELDS
from tests.browser.driver import NARROW, WIDE

pytestmark = pytest.mark.browser

ACCOUNTING, BUDGETING, AUDITING = "KS1203W702ND09XHKJR5", "KS120HK5XY6JV257QLTX", "KS120RN6FDTS9FLCH3T0"
QUEUE = "/admin/skills/skill/queue/"


@pytest.fixture
def curator(make_person, sign_in, browser):
    person = make_person("curator")
    person.is_staff = True
    person.save()
    sign_in(person)
    browser.person = person
    return browser


def rows():
    return sorted(JobSkill.objects.values_list("job_id", "skill__lightcast_id", *KEPT_FIELDS), key=str)


def seen_in(browser, jobs):
    """Return which of the two skills dashboard, list filter and API show, each as a set of ids."""
    browser.open("/analytics/skills/")
    table = browser.run(
        "return [...document.querySelectorAll('.figure-top tbody th')].map((one) => one.textContent.trim())"
    )
    names = {"Accounting": ACCOUNTING, "Budgeting": BUDGETING}
    dashboard = {names[name] for name in table if name in names}
    filtered = set()
    for skill in (ACCOUNTING, BUDGETING):
        browser.open(f"/jobs/?skill={skill}")
        if any(browser.all(f'main a[href="{job.get_absolute_url()}"]') for job in jobs):
            filtered.add(skill)
    client = Client()
    client.force_login(browser.person)
    answers = [client.get(f"/api/jobs/{job.pk}/skills").json() for job in jobs]
    api = {skill for skill in (ACCOUNTING, BUDGETING) if any(skill in str(answer) for answer in answers)}
    return dashboard, filtered, api


def extract_again(browser, job):
    done = job.extractions.filter(state=Extraction.State.DONE)
    before = done.count()
    services.run_extraction(services.request_extraction(job).pk)
    browser.wait(lambda: done.count() > before, "for the extraction")


def test_a_merge_holds_everywhere_and_its_undoing_brings_every_row_back(curator, make_job):
    one = make_job(title="Clerk", text="Requirements\nExperience with budgeting.")
    both = make_job(title="Accountant", text="Requirements\nExperience with budgeting and accounting.")
    services.confirm_skill(tag=one.job_skills.get(skill__lightcast_id=BUDGETING), user=curator.person)
    services.reject_skill(tag=both.job_skills.get(skill__lightcast_id=ACCOUNTING), user=curator.person)
    before = rows()
    going = Skill.objects.get(lightcast_id=BUDGETING)

    curator.open(f"/admin/skills/skill/{going.pk}/merge/?then=queue")
    curator.find("#id_into").send_keys(ACCOUNTING)
    curator.find("#content form[method=get] input[type=submit]").click()
    curator.see("2 jobs change.")
    curator.see("1 job has both skills already.")
    curator.find("#content form[method=post] input[type=submit]").click()
    curator.see("“Budgeting” is merged into “Accounting”.")

    assert [set(found) for found in seen_in(curator, [one, both])] == [{ACCOUNTING}] * 3
    for job in (one, both):
        extract_again(curator, job)
    tags = set(JobSkill.objects.values_list("job__title", "skill__lightcast_id", "decision"))
    assert tags == {("Clerk", ACCOUNTING, "confirmed"), ("Accountant", ACCOUNTING, "rejected")}

    curator.open("/admin/skills/skillmerge/")
    curator.find("input.action-select").click()
    curator.find("select[name=action] option[value=undo]").click()
    curator.find("button[name=index]").click()
    curator.see("Undone: Budgeting → Accounting")
    assert rows() == before
    assert [set(found) for found in seen_in(curator, [one])] == [{BUDGETING}] * 3
    extract_again(curator, one)
    assert [tag.skill.lightcast_id for tag in one.job_skills.all()] == [BUDGETING]


@pytest.fixture
def questions(make_job, curator):
    """Two surface forms that people mostly reject."""
    for number in range(5):
        job = make_job(title=f"Clerk {number}", text=f"Requirements\nExperience with budgeting and auditing. {number}")
        for tag in job.job_skills.all():
            services.reject_skill(tag=tag, user=curator.person)
    return sorted(Skill.objects.filter(lightcast_id__in=[BUDGETING, AUDITING]), key=lambda skill: skill.name)


def test_the_queue_by_keyboard(curator, questions):
    curator.open(QUEUE)
    for size in (WIDE, NARROW):
        curator.set_size(*size)
        assert curator.violations() == []
        assert curator.overflow() == []
    curator.set_size(*WIDE)
    rows_of = "[data-queue-row]"
    curator.run("document.querySelector('[data-queue-row] [data-accept]').focus()")
    curator.keys("j")
    assert curator.run(f"return document.activeElement.closest('{rows_of}').id") == curator.all(rows_of)[
        1
    ].get_attribute("id")
    curator.keys("k", "x")
    curator.see("Left as it is, and not asked again.")
    assert KeptAsIs.objects.get().skill == questions[0]
    curator.wait(lambda: curator.run("return document.activeElement.matches('[data-accept]')"), "for the next row")
    curator.keys("c")
    curator.see("no longer means “Budgeting”")
    assert SkillAlias.objects.get(is_blocked=True).skill == questions[1]
    curator.press("Undo the last answer")
    curator.see("It is as it was before.")
    assert not SkillAlias.objects.filter(is_blocked=True).exists()


def test_the_queue_without_javascript(curator, questions):
    curator.set_scripting(on=False)
    curator.open(QUEUE)
    curator.press("Leave it")
    curator.see("Left as it is, and not asked again.")
    curator.wait(lambda: curator.focused_text() == "Block this form", "for the focus on the next row")
    curator.press("Block this form")
    curator.see("no longer means “Budgeting”")


def test_the_pages_of_curators_hold_no_finding(curator, make_job):
    make_job(title="Clerk", text="Requirements\nExperience with budgeting.")
    services.refresh_duplicates()
    skill = Skill.objects.get(lightcast_id=BUDGETING)
    pages = [
        *("/admin/", "/admin/skills/skill/", "/admin/skills/duplicatepair/", "/admin/skills/extraction/"),
        *("/admin/skills/skill/decisions/", "/admin/skills/taxonomyupdate/new/"),
        f"/admin/skills/skill/{skill.pk}/merge/?into={ACCOUNTING}",
    ]
    found = []
    for page in pages:
        curator.open(page)
        for size in (WIDE, NARROW):
            curator.set_size(*size)
            found += [f"{page} {size[0]} px: {line}" for line in curator.violations()]
        curator.set_size(*WIDE)
    assert found == []


def test_a_list_is_as_wide_as_the_page_leaves_room_for(curator):
    curator.person.username = "a.rather.long.name@example.org"
    curator.person.save()
    TaxonomyUpdate.objects.create(
        source="lightcast-open-skills.csv",
        state=TaxonomyUpdate.State.APPLIED,
        requested_by=curator.person,
        applied_by=curator.person,
        finished_at=timezone.now(),
    )
    for language in ("en", "fr"):
        curator.set_cookie("django_language", language)
        curator.open("/admin/skills/taxonomyupdate/")
        beyond = curator.run(
            "const list = document.querySelector('.results'); return list.scrollWidth - list.clientWidth"
        )
        assert beyond == 0, language
