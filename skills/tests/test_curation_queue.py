"""The curation queue: what it asks, what an answer does, that it is not asked again, and the way back."""

import pytest

from skills import services
from skills.curation.acceptance import form_acceptance, low_acceptance_forms
from skills.curation.queue import curation_queue
from skills.engines.select import embedded_engine
from skills.models import DuplicatePair, KeptAsIs, Skill, SkillAlias, SkillProposal
from tests.factories import (
    PYTHON,
    AliasFactory,
    JobFactory,
    SkillFactory,
    TagFactory,
    browser,
    load_skills,
    person,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/skills/skill/queue/"


def decide(skill, phrases, confirmed=0, rejected=0):
    mentions = [{"start": 0, "end": len(one), "phrase": one} for one in phrases]
    TagFactory.create_batch(confirmed, skill=skill, evidence=mentions, confirmed=True)
    TagFactory.create_batch(rejected, skill=skill, evidence=mentions, rejected=True)


def asked():
    return {section.question: [item.title for item in section.items] for section in curation_queue()}


def row(question):
    return next(section.items[0] for section in curation_queue() if section.question == question)


def answer(client, item, answer, **more):
    data = {"question": item.question, "skill": item.skill.pk, "form": item.form, "row": item.key, "answer": answer}
    if item.other:
        data["other"] = item.other.pk
    return client.post(QUEUE, {**data, **more}, follow=True)


def propose(phrase="Horse Whispering"):
    job = JobFactory(text=f"Needs {phrase}.")
    return services.propose_skill(job=job, phrase=phrase, user=person("editor"))


# --- What people decide teaches -----------------------------------------------------------------------------------


def test_acceptance_is_measured_by_form():
    skill = SkillFactory(name="Dashboards")
    decide(skill, ["dashboards"], confirmed=4, rejected=1)
    decide(skill, ["Boards", "Dashboard"], rejected=1)
    TagFactory(skill=skill, by_hand=True)
    found = {(one.form.lower(), one.confirmed, one.rejected) for one in form_acceptance(skill)}
    assert found == {("dashboards", 4, 2), ("boards", 0, 1)}
    page = browser("curator").get(f"/admin/skills/skill/{skill.pk}/change/")
    assert "4 of 6" in page.text


@pytest.mark.parametrize(
    ("confirmed", "rejected", "low"), [(0, 4, False), (0, 5, True), (1, 4, True), (2, 4, False), (3, 7, True)]
)
def test_a_form_that_is_mostly_rejected_is_asked_about(confirmed, rejected, low):
    skill = SkillFactory(name="Spring")
    decide(skill, ["spring"], confirmed, rejected)
    decide(SkillFactory(name="Other"), ["spring"], confirmed=5)
    assert bool(low_acceptance_forms()) is low
    assert ("form" in asked()) is low


def test_blocking_a_form_is_honoured_by_the_next_extraction_and_can_be_taken_back():
    skills = load_skills()
    decide(skills[PYTHON], ["Python"], rejected=5)
    text = "Experience with Python."
    assert embedded_engine().find(text)
    client = browser("curator")
    page = answer(client, row("form"), "accept")
    assert "“Python” no longer means “Python (Programming Language)”." in page.text
    assert not embedded_engine().find(text)
    assert "form" not in asked()
    client.post(QUEUE, {"take_back": page.context["undo"]})
    assert embedded_engine().find(text)
    assert not SkillAlias.objects.exists()


def test_taking_back_a_block_leaves_the_form_that_was_there():
    alias = AliasFactory(form="spring")
    decide(alias.skill, ["spring"], rejected=5)
    page = answer(browser("curator"), row("form"), "accept")
    services.take_back(answer=page.context["undo"])
    alias.refresh_from_db()
    assert not alias.is_blocked


@pytest.mark.parametrize("question", ["form", "skill"])
def test_what_is_left_as_it_is_is_not_asked_again_until_that_is_taken_back(question):
    skill = SkillFactory(name="Spring")
    if question == "form":
        decide(skill, ["spring"], rejected=6)
    else:
        for phrase in ("a", "b", "c"):
            decide(skill, [phrase], rejected=2)
    client = browser("curator")
    page = answer(client, row(question), "leave")
    assert question not in asked()
    assert KeptAsIs.objects.get().answered_by == client.user
    client.post(QUEUE, {"take_back": page.context["undo"]})
    assert question in asked()


def test_a_skill_that_is_mostly_rejected_is_blocked():
    skill = SkillFactory(name="Spring")
    for phrase in ("a", "b", "c"):
        decide(skill, [phrase], rejected=2)
    page = answer(browser("curator"), row("skill"), "accept")
    skill.refresh_from_db()
    assert skill.status == "blocked"
    services.take_back(answer=page.context["undo"])
    skill.refresh_from_db()
    assert skill.status == "active"


# --- Proposals ----------------------------------------------------------------------------------------------------


def test_a_phrase_becomes_a_skill_of_its_own():
    proposal, again = propose(), propose("horse whispering")
    assert asked() == {"proposal": ["Horse Whispering"]}
    browser("curator").post(QUEUE, {"proposal": proposal.pk, "how": "new"})
    skill = Skill.objects.get()
    assert skill.lightcast_id.startswith("OWN-")
    assert {tag.decision for tag in skill.job_skills.all()} == {"confirmed"}
    assert set(skill.job_skills.values_list("job", flat=True)) == {proposal.job_id, again.job_id}
    assert asked() == {}


@pytest.mark.parametrize("named", ["Animal Care", "animal care", "KSANIMALS"])
def test_a_phrase_becomes_a_form_of_a_skill(named):
    skill = SkillFactory(name="Animal Care", lightcast_id="KSANIMALS")
    browser("curator").post(QUEUE, {"proposal": propose().pk, "how": "form", "skill": named})
    assert [alias.form for alias in skill.aliases.all()] == ["Horse Whispering"]
    assert SkillProposal.objects.get().state == "accepted"


def test_a_phrase_is_declined_with_a_word_back():
    proposal, client = propose(), browser("curator")
    page = client.post(
        QUEUE, {"proposal": proposal.pk, "how": "decline", "row": f"proposal-{proposal.pk}"}, follow=True
    )
    assert "Say why" in page.text
    assert page.context["focus"] == f"proposal-{proposal.pk}"
    client.post(QUEUE, {"proposal": proposal.pk, "how": "decline", "answer": "No skill."})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == ("declined", "No skill.")


@pytest.mark.parametrize("how", ["new", "form", "decline"])
def test_a_phrase_that_was_answered_meanwhile_is_said(how):
    proposal = propose()
    SkillFactory(name="Animal Care")
    services.decline_proposal(proposal=proposal, user=None, answer="No.")
    data = {"proposal": proposal.pk, "how": how, "skill": "Animal Care", "answer": "Yes."}
    assert "answered already" in browser("curator").post(QUEUE, data, follow=True).text
    assert Skill.objects.count() == 1


# --- Retired skills and duplicates --------------------------------------------------------------------------------


def test_retired_skills_in_use_are_shown_with_who_may_stand_for_them():
    old, new = SkillFactory(name="Data Bases", retired=True), SkillFactory(name="Databases")
    SkillFactory(retired=True)
    TagFactory(skill=old)
    services.refresh_duplicates()
    item = row("retired")
    assert (item.skill, item.other) == (old, new)
    answer(browser("curator"), item, "leave", other="")
    assert "retired" not in asked()


def test_a_pair_that_is_no_duplicate_is_remembered():
    first, second = SkillFactory(name="Web Site"), SkillFactory(name="Website")
    services.refresh_duplicates()
    page = browser("curator").get(QUEUE)
    assert f"/admin/skills/skill/{first.pk}/merge/?then=queue&amp;into={second.lightcast_id}" in page.text
    answer(browser("curator"), row("duplicate"), "leave")
    assert asked() == {}
    services.refresh_duplicates()
    assert DuplicatePair.objects.count() == 1
    assert asked() == {}


# --- The page -----------------------------------------------------------------------------------------------------


def test_the_focus_goes_to_the_next_row():
    for name in ("Spring", "Summer"):
        decide(SkillFactory(name=name), [name], rejected=5)
    client = browser("curator")
    first, second = next(section.items for section in curation_queue() if section.question == "form")
    page = client.get(QUEUE)
    assert page.context["next_of"][first.key] == second.key
    page = answer(client, first, "accept", next=second.key)
    assert page.context["focus"] == second.key
    assert page.text.count("autofocus") == 1


def test_an_empty_queue_says_what_it_is_for():
    assert "Nothing waits for a decision." in browser("curator").get(QUEUE).text


@pytest.mark.parametrize(
    "data",
    [
        {"question": "form", "skill": "0", "answer": "accept"},
        {"question": "odd", "skill": "1", "answer": "accept"},
        {"question": "retired", "answer": "accept"},
        {"question": "form", "form": "!?", "answer": "accept"},
        {"question": "duplicate", "answer": "leave"},
        {"take_back": "kept:99"},
        {"take_back": "odd"},
        {"take_back": "form:" + "9" * 30},
        {"proposal": "99", "how": "new"},
        {},
    ],
)
def test_an_answer_that_does_not_hold_changes_nothing(data):
    skill = SkillFactory()
    page = browser("curator").post(QUEUE, {"skill": skill.pk, **data}, follow=True)
    assert page.status_code == 200
    assert 'class="error"' in page.text
    assert not KeptAsIs.objects.exists()
    assert not SkillAlias.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "editor", "stranger"])
def test_only_curators_answer(role):
    skill = SkillFactory()
    client = browser(role)
    client.user.is_staff = True
    client.user.save()
    data = {"question": "skill", "skill": skill.pk, "answer": "accept"}
    assert client.post(QUEUE, data).status_code == 403
    assert client.get(QUEUE).status_code == 403
    assert client.post("/admin/skills/duplicatepair/look/").status_code == 403
    skill.refresh_from_db()
    assert skill.status == "active"


def test_the_queries_of_the_page_do_not_grow(django_assert_max_num_queries):
    for number in range(8):
        decide(SkillFactory(name=f"Spring {number}"), ["spring"], rejected=5)
        propose(f"Phrase {number}")
        TagFactory(skill=SkillFactory(retired=True))
        SkillFactory(name=f"Web Site {number}")
        SkillFactory(name=f"Website {number}")
    services.refresh_duplicates()
    client = browser("curator")
    with django_assert_max_num_queries(22):
        assert len(client.get(QUEUE).context["sections"]) == 4
