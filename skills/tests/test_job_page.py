"""A job's page: its text with the evidence, its skills with every decision, and who may do what."""

import re

import pytest

from jobs.models import JobDescription
from skills import queries, services
from skills.models import Extraction, JobSkill, Skill, SkillDecision, SkillProposal
from skills.queries import evidence
from skills.services.tags import mentions
from tests.factories import (
    COMMUNICATIONS,
    EXCEL,
    NEGOTIATION,
    PYTHON,
    ROLES,
    SQL,
    TEXT,
    DocumentFactory,
    JobFactory,
    JobTitleFactory,
    SkillFactory,
    TagFactory,
    WordEngine,
    browser,
    enqueued,
    load_skills,
)

pytestmark = pytest.mark.django_db

REFUSED = [("viewer", 403), ("stranger", 403), ("anonymous", 302)]
UNKNOWN_RUN = "00000000-0000-4000-8000-000000000000"
FRAGMENT = {"HX-Request": "true"}
BODY = FRAGMENT | {"HX-Target": "job-body"}


@pytest.fixture
def job():
    """A job with the skills that the embedded engine finds in it."""
    load_skills()
    job = JobFactory(text=TEXT, title="Data Analyst")
    services.run_extraction(job.extractions.get().pk)
    return job


def address(job, rest=""):
    return f"/jobs/{job.pk}/{rest}"


def tag(job, key=PYTHON):
    return job.job_skills.get(skill__lightcast_id=key)


def pieces_of(job):
    sections = queries.job_page(job).marked.sections
    return [piece for section in sections for piece in (*section.heading, *section.pieces)]


# --- What it shows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_text_and_skills(job, role):
    text = browser(role).get(address(job)).text
    assert "Python (Programming Language)" in text
    assert f'id="mention-{PYTHON}-1"' in text


@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("anonymous", 302)])
def test_others_are_refused(job, role, status):
    assert browser(role).get(address(job)).status_code == status


def test_marks_stand_where_the_evidence_is(job):
    pieces = pieces_of(job)
    marked = {(piece.tag.skill.lightcast_id, piece.text) for piece in pieces if piece.tag}
    assert {(PYTHON, "Python"), (SQL, "SQL"), (EXCEL, "Microsoft Excel")} <= marked
    for piece in pieces:
        if piece.tag:
            assert piece.text == piece.tag.evidence[piece.mentions[0].number - 1]["phrase"]


def test_the_whole_text_is_shown_in_order(job):
    shown = "".join(piece.text for piece in pieces_of(job))
    assert "".join(shown.split()) == "".join(job.text.split())


def tagged(text, *phrases):
    """Return a job with a tag for each of the phrases."""
    job = JobFactory(text=text)
    for phrase in phrases:
        TagFactory(job=job, evidence=list(mentions(text, [phrase])))
    return job


def test_of_overlapping_evidence_the_longer_is_marked():
    job = tagged("Microsoft Excel", "Microsoft", "Microsoft Excel", "Excel")
    assert [(piece.text, len(piece.mentions)) for piece in pieces_of(job)] == [("Microsoft Excel", 3)]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Microsoft Excel, and Excel", ["Microsoft", "Microsoft Excel", "Excel"]),
        ("one two three four", ["one two", "two three", "three four", "two"]),
        ("Python developer\n\nDuties\nWrites Python.", ["Python", "Python developer", "Duties"]),
        ("Duties:\n- Python\n- SQL", ["Duties", "Python\n- SQL", "SQL"]),
        ("DUTIES\nPython", ["DUTIES\nPython", "Python"]),
    ],
)
def test_every_link_to_a_place_in_the_text_leads_somewhere(text, phrases):
    job = tagged(text, *phrases)
    html = browser("viewer").get(address(job)).text
    ids = re.findall(r' id="([^"]+)"', html)
    linked = re.findall(r'href="[^"#]*#((?:mention|skill)-[^"]+)"', html)
    assert set(linked) <= set(ids)
    assert len(ids) == len(set(ids))
    for row in job.job_skills.all():
        for number in range(1, len(row.evidence) + 1):
            assert f"mention-{row.skill.lightcast_id}-{number}" in ids


def test_a_mark_of_a_skill_that_is_filtered_out_leads_to_the_whole_list(job):
    html = browser("viewer").get(f"{address(job)}?q=excel").text
    assert f'href="?skill={PYTHON}#skill-{PYTHON}"' in html
    assert f'href="#skill-{EXCEL}"' in html


def test_one_goes_from_mention_to_mention_and_round():
    job = tagged("Python, Python, Python", "Python")
    page, key = queries.job_page(job), job.job_skills.get().skill.lightcast_id
    steps = [page.evidence_of(key, mention) for mention in ("1", "2", "3", "4", "x")]
    assert [(one.position, one.previous, one.next) for one in steps] == [
        (1, 3, 2),
        (2, 1, 3),
        (3, 2, 1),
        (1, 3, 2),
        (1, 3, 2),
    ]
    text = browser("viewer").get(f"{address(job)}?skill={key}&mention=2").text
    assert "2 of 3" in text
    assert f'href="?skill={key}&amp;mention=3#mention-{key}-3"' in text


# --- Very many mentions -----------------------------------------------------------------------------------------


def test_tens_of_thousands_of_mentions_make_a_page_of_bounded_size_on_which_each_skill_is_marked():
    text = "Duties\n" + "Python, SQL; " * 12_000 + "Excel"
    job = tagged(text, "Python", "SQL", "Excel")
    client = browser("viewer")
    answer = client.get(address(job))
    ids = re.findall(r'<mark id="mention-([^"]+)-\d+"', answer.text)
    keys = {tag.evidence[0]["phrase"]: tag.skill.lightcast_id for tag in job.job_skills.all()}
    assert {phrase: ids.count(key) for phrase, key in keys.items()} == {"Python": 999, "SQL": 999, "Excel": 1}
    assert len(answer.content) < len(text) + 400_000
    assert "at most 999 of each skill are marked at a time" in answer.text
    assert "12000 mentions" in answer.text
    assert answer.text.count("data-in-parts") == 2
    why = client.get(
        f"{address(job)}?why={keys['SQL']}", headers={"HX-Request": "true", "HX-Target": f"why-{SQL}"}
    ).text
    assert why.count("<strong>SQL</strong>") == evidence.MOST_QUOTES
    assert "11950 more mentions can be reached in the text." in why


def test_the_link_to_the_next_mention_leads_through_all_where_not_all_are_marked(monkeypatch):
    job = tagged("Python, SQL, Excel; " * 40, "Python", "SQL", "Excel")
    monkeypatch.setattr(evidence, "MOST_MARKS", 45)
    key = job.job_skills.get(evidence__0__phrase="SQL").skill.lightcast_id
    others = {tag.skill.lightcast_id for tag in job.job_skills.all()} - {key}
    client, link, seen = browser("viewer"), f"?skill={key}#mention-{key}-1", []
    while link not in seen:
        seen.append(link)
        html = client.get(address(job) + link.partition("#")[0]).text
        ids = re.findall(r'<mark id="([^"]+)"', html)
        assert link.partition("#")[2] in ids
        assert len(ids) == len(set(ids)) <= 45
        assert all(f"mention-{other}-15" in ids for other in others)
        link = re.search(r'data-to="next" href="([^"]+)"', html)[1].replace("&amp;", "&")
        assert f"{(len(seen) - 1) % 40 + 1} of 40" in html
    assert len(seen) == 41  # to the first again, with its number


@pytest.mark.parametrize(
    ("counts", "most", "each"),
    [
        ([], 10, 1),
        ([3, 3], 10, 3),
        ([5, 5], 10, 5),
        ([6, 5], 10, 5),
        ([1, 100, 1], 10, 8),
        ([1, 100, 100], 10, 4),
        ([9] * 20, 10, 1),
    ],
)
def test_how_many_of_each_are_marked(counts, most, each):
    assert evidence._most_of_each(counts, most) == each


def test_why_shows_the_sentence_the_section_and_the_versions(job):
    text = browser("viewer").get(f"{address(job)}?why={SQL}").text
    assert "Experience with Python and <strong>SQL</strong>." in text
    panel = text[text.index(f'id="why-{SQL}"') :].partition("</li><li class")[0]
    assert "Essential qualifications" in panel
    assert tag(job, SQL).engine_version in panel
    fragment = browser("viewer").get(f"{address(job)}?why={SQL}", headers=FRAGMENT | {"HX-Target": f"why-{SQL}"}).text
    assert "<strong>SQL</strong>" in fragment
    assert "<html" not in fragment


def test_tags_are_grouped_and_counted(job):
    services.confirm_skill(tag=tag(job), user=None)
    services.reject_skill(tag=tag(job, SQL), user=None)
    JobSkill.objects.filter(skill__lightcast_id=EXCEL).update(importance="required")
    page = queries.job_page(job)
    assert (page.total, page.shown, page.confirmed) == (4, 4, 1)
    assert [one.row.skill.lightcast_id for one in page.rejected] == [SQL]
    assert page.groups[0].importance == "Required"
    assert sum(count for _value, _label, count in page.type_counts) == page.total


def test_a_blocked_skill_is_not_shown(job):
    services.set_skill_status(skills=[tag(job).skill], status="blocked")
    text = browser("viewer").get(address(job)).text
    assert PYTHON not in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=excel", {EXCEL}),
        ("q=EXCEL&type=common", {EXCEL}),
        ("q=excel&type=specialized", set()),
        ("type=common", {EXCEL, COMMUNICATIONS}),
        ("q=no+such+skill", set()),
    ],
)
def test_skills_are_filtered_and_the_text_is_not(job, query, shown):
    page = browser("viewer").get(f"{address(job)}?{query}").context["page"]
    assert {one.row.skill.lightcast_id for group in page.groups for one in group.tags} == shown
    assert page.total == 5
    assert any(piece.tag for section in page.marked.sections for piece in section.pieces)


@pytest.mark.parametrize("query", ["type=odd", "q=%00", "skill=%00", "skill=NOSUCH", "add=%00", "type=%00&add=a"])
def test_what_is_unknown_or_malformed_is_an_ordinary_page(job, query):
    answer = browser("editor").get(f"{address(job)}?{query}")
    assert answer.status_code == 200
    assert answer.context["page"].total == 5


def test_markup_in_a_text_stays_text():
    job = JobFactory(title="<b>Clerk</b>", text="<script>alert(1)</script> and more")
    text = browser("viewer").get(address(job)).text
    assert "<script>alert" not in text
    assert "<b>Clerk" not in text


def test_standard_title_and_original_are_shown(job):
    JobTitleFactory(job=job, standard_title__name="data analyst (standard)", level="Senior")
    DocumentFactory(job=job, state="done")
    text = browser("viewer").get(address(job)).text
    assert "data analyst (standard)" in text
    assert address(job, "original/") in text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": "waiting"}, "Finding the skills."),
        ({"state": "running"}, "Finding the skills."),
        (
            {"state": "retry", "error_code": "unavailable", "next_attempt_at": "2026-05-01T12:00Z"},
            "It is tried again by itself at 2026-05-01 12:00.",
        ),
        ({"state": "failed", "error_code": "too_large"}, "The skills could not be found:"),
        ({"state": "done"}, "No skill of the list was found in this text."),
    ],
)
def test_how_the_extraction_stands_is_said(values, sentence):
    job = JobFactory(text="Nothing to see")
    Extraction.objects.update(**values)
    assert sentence in browser("viewer").get(address(job)).text


def test_the_page_looks_again_only_while_skills_are_being_found():
    load_skills()
    job, client = JobFactory(text=TEXT), browser("viewer")
    waiting = client.get(address(job), headers=BODY).text
    assert 'hx-trigger="every 1s"' in waiting
    assert "<html" not in waiting
    services.run_extraction(job.extractions.get().pk, WordEngine({"Python": PYTHON}))
    done = client.get(address(job), headers=BODY).text
    assert 'hx-trigger="every 1s"' not in done
    assert "Python (Programming Language)" in done


@pytest.mark.parametrize(("target", "element"), [("tag-list", "tag-list"), ("add-results", "add-results")])
def test_fragments(job, target, element):
    answer = browser("editor").get(f"{address(job)}?add=nego", headers={"HX-Request": "true", "HX-Target": target})
    assert answer.text.strip().startswith(f'<div id="{element}"')


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_an_unknown_job_is_not_found(number):
    assert browser("viewer").get(f"/jobs/{number}/").status_code == 404


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_skills(count, django_assert_max_num_queries):
    job = JobFactory()
    for skill in SkillFactory.create_batch(count):
        TagFactory(job=job, skill=skill)
    services.decide_on_suggestions(tags=job.job_skills.all()[:3], action="confirm", user=None)
    client = browser("editor")
    with django_assert_max_num_queries(16):
        assert client.get(address(job)).context["page"].total == count


def test_mentions_bear_the_numbers_of_their_skills_in_the_list():
    job = JobFactory(text="Knows SQL. Uses Python for data analysis in Python.")
    for name, phrase, importance in (
        ("Data Analysis", "data analysis", "required"),
        ("Data", "data", "mentioned"),
        ("Python", "Python", "required"),
        ("SQL", "SQL", "preferred"),
    ):
        evidence = list(mentions(job.text, [phrase]))
        TagFactory(job=job, skill=SkillFactory(name=name), importance=importance, evidence=evidence)
    client = browser("viewer")

    def numbered(query=""):
        html = client.get(f"{address(job)}?{query}").text
        listed = re.findall(r'<li class="skill-row" id="skill-.*?>(\w[\w ]*)</a>', html, re.DOTALL)
        return listed, re.findall(r'<mark id="[^"]*"(?: data-n="([^"]*)")?', html)

    assert numbered() == (["Data Analysis", "Python", "SQL", "Data"], ["3", "2", "1, 4", "2"])
    assert numbered("q=data") == (["Data Analysis", "Data"], ["", "", "1, 2", ""])
    key = job.job_skills.get(skill__name="Python").skill.lightcast_id
    assert numbered(f"skill={key}&mention=2")[1] == numbered()[1]


def test_a_page_with_many_skills_is_small():
    phrases = [f"Mapping of areas {number}" for number in range(45)]
    job = JobFactory(text="\n".join(f"Duties: {phrase}. Also: {phrase}." for phrase in phrases))
    for phrase in phrases:
        skill = SkillFactory(name=phrase)
        TagFactory(job=job, skill=skill, evidence=list(mentions(job.text, [phrase])), reasons=["It is there."] * 3)
    html = browser("editor").get(address(job)).text
    assert len(html[html.index("<main") : html.index("</main>")].encode()) < 54_000


# --- Review -----------------------------------------------------------------------------------------------------


def press(client, job, button, headers=None, **fields):
    """Press a button of the page's form."""
    return client.post(address(job, "review/"), {"do": button, **fields}, headers=headers)


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_confirm_reject_and_undo(job, role):
    client = browser(role)
    for action, decision in (("confirm", "confirmed"), ("reject", "rejected"), ("undo", "none")):
        answer = press(client, job, f"{action}:{PYTHON}")
        assert answer.status_code == 302
        assert tag(job).decision == decision
    assert press(client, job, f"confirm:{PYTHON}:none", BODY).text.strip().startswith("<div id=")
    assert tag(job).decided_by == client.user


@pytest.mark.parametrize(("role", "status"), REFUSED)
@pytest.mark.parametrize(
    ("rest", "data"),
    [
        ("review/", {"do": f"confirm:{PYTHON}"}),
        ("review/", {"do": "importance", f"importance:{PYTHON}:mentioned": "required"}),
        ("review/", {"do": f"add:{NEGOTIATION}"}),
        ("review/", {"do": "reject_rest:5"}),
        ("review/", {"do": "propose", "phrase": "diplomacy"}),
        ("extract/", {}),
    ],
)
def test_those_who_may_not_change_nothing(job, role, status, rest, data):
    models = (JobSkill, Extraction, SkillDecision, SkillProposal)
    before = [list(model.objects.values()) for model in models]
    assert browser(role).post(address(job, rest), data).status_code == status
    assert [list(model.objects.values()) for model in models] == before


def test_those_who_may_not_are_not_offered_to(job):
    text = browser("viewer").get(address(job)).text
    body = text[text.index('id="job-body"') : text.index("</main>")]
    assert "<button" not in body.replace('<button class="no-script">Filter', "")


@pytest.mark.parametrize(
    "button", ["", "praise", f"praise:{PYTHON}", "undo_run:1", f"undo_run:{UNKNOWN_RUN}", "add:NOSUCH"]
)
def test_an_unknown_button_is_not_found(job, button):
    assert press(browser("editor"), job, button).status_code == 404


@pytest.mark.parametrize(
    "button", ["confirm:NOSUCH", "confirm:\x00", f"undo:{NEGOTIATION}:confirmed", f"reject:{'x' * 300}"]
)
def test_what_the_job_has_not_is_said(job, button):
    answer = browser("editor").post(address(job, "review/"), {"do": button}, follow=True)
    assert "not among the job&#x27;s skills any more" in answer.text


def test_looking_decides_nothing(job):
    assert browser("editor").get(address(job, "review/")).status_code == 405
    assert tag(job).decision == "none"


def test_of_two_people_who_decide_at_once_the_second_is_told(job):
    ana, ben = browser("editor"), browser("editor")
    press(ana, job, f"reject:{PYTHON}:none")
    answer = press(ben, job, f"confirm:{PYTHON}:none", BODY)
    assert "was decided on meanwhile (Rejected" in answer.text
    assert (tag(job).decision, tag(job).decided_by) == ("rejected", ana.user)


@pytest.mark.parametrize("headers", [None, BODY])
def test_a_decision_on_a_deleted_job_is_answered_plainly(job, headers):
    title, number = job.title, job.pk
    browser("editor").post(address(job, "delete/"))
    answer = browser("editor").post(f"/jobs/{number}/review/", {"do": f"confirm:{PYTHON}"}, headers=headers)
    assert answer.status_code == 410
    assert f"“{title}” was deleted" in answer.text
    assert ("<html" in answer.text) == (headers is None)
    assert browser("viewer").get(f"/jobs/{number}/").status_code == 410


def test_strong_matches_are_confirmed_and_the_rest_rejected_at_once_and_undone(job):
    JobSkill.objects.update(confidence=0.5)
    JobSkill.objects.filter(skill__lightcast_id__in=[PYTHON, SQL]).update(confidence=0.9)
    before = list(job.job_skills.values("pk", "decision", "decided_at"))
    client = browser("editor")
    text = client.get(address(job)).text
    assert "Confirm all strong matches (2)" in text
    assert "Reject the rest (3)" in text
    press(client, job, "confirm_strong:2")
    press(client, job, "reject_rest:3")
    page = client.get(address(job)).context["page"]
    assert (page.confirmed, len(page.rejected)) == (2, 3)
    for _ in range(2):
        page = client.get(address(job)).context["page"]
        press(client, job, f"undo_run:{page.last_run.run}")
    assert list(job.job_skills.values("pk", "decision", "decided_at")) == before
    assert client.get(address(job)).context["page"].last_run is None


def test_several_at_once_are_those_that_were_seen(job):
    client = browser("editor")
    answer = client.post(address(job, "review/"), {"do": "reject_rest:99"}, follow=True)
    assert "The skills have changed since you opened the page" in answer.text
    assert not SkillDecision.objects.exists()
    page = client.get(f"{address(job)}?q=excel").context["page"]
    count = len(page.strong) + len(page.rest)
    assert count == 1
    client.post(f"{address(job, 'review/')}?q=excel", {"do": f"{'confirm_strong' if page.strong else 'reject_rest'}:1"})
    assert list(JobSkill.objects.exclude(decision="none").values_list("skill__lightcast_id", flat=True)) == [EXCEL]


def test_nobody_undoes_what_another_decided_and_what_changed_since_is_said(job):
    ana, ben = browser("editor"), browser("editor")
    press(ana, job, f"confirm:{PYTHON}:none")
    run = ana.get(address(job)).context["page"].last_run.run
    assert press(ben, job, f"undo_run:{run}").status_code == 404
    assert ben.get(address(job)).context["page"].last_run is None
    press(ben, job, f"reject:{PYTHON}:confirmed")
    answer = ana.post(address(job, "review/"), {"do": f"undo_run:{run}"}, follow=True)
    assert "1 skill has changed since and was left alone." in answer.text
    assert tag(job).decision == "rejected"


def test_importance_is_set_where_another_was_chosen(job):
    client, before = browser("editor"), tag(job).importance
    fields = {f"importance:{row.skill.lightcast_id}:{row.importance}": row.importance for row in job.job_skills.all()}
    press(client, job, "importance", **fields | {f"importance:{PYTHON}:{before}": "preferred"})
    assert (tag(job).importance, tag(job).importance_decided) == ("preferred", True)
    assert SkillDecision.objects.count() == 1
    answer = press(client, job, "importance", BODY, **{f"importance:{PYTHON}:preferred": "vital"})
    assert "Choose required, preferred or not set." in answer.text
    answer = press(client, job, "importance", BODY, **{f"importance:{PYTHON}:required": "mentioned"})
    assert "was decided on meanwhile (Preferred" in answer.text
    assert tag(job).importance == "preferred"


def test_history_says_who_what_when_and_why(job):
    client = browser("editor")
    press(client, job, f"confirm:{PYTHON}:none")
    press(client, job, f"undo_run:{client.get(address(job)).context['page'].last_run.run}")
    job.title = "Senior Data Analyst"
    job.save()
    job.text += " More."
    job.save()
    events = browser("viewer").get(address(job, "history/")).context["events"]
    whats = [event.what for event in events]
    assert whats[:2] == ["Text changed", "Title changed: Data Analyst → Senior Data Analyst"]
    decided = events[2]
    assert (decided.what, decided.who) == ("Confirmed: Python (Programming Language)", client.user.username)
    assert decided.undone == f"undone by {client.user.username}"
    assert "“Python” · Built-in engine" in decided.why
    assert whats[3:] == ["5 skills found", "Description added"]


def test_history_in_french_keeps_french_spacing(job):
    press(browser("editor"), job, f"confirm:{PYTHON}:none")
    decided = browser("viewer").get(address(job, "history/"), headers={"accept-language": "fr"}).context["events"][0]
    assert decided.what == "Confirmée\u00a0: Python (Programming Language)"
    assert decided.why.startswith("«\u00a0Python\u00a0» · ")


def test_only_who_may_save_the_job_is_asked_to(job):
    JobDescription.objects.update(guessed=["title"])
    for role, asks in (("viewer", False), ("editor", True)):
        page = browser(role).get(address(job)).text
        assert "The title was read from the document." in page
        assert ("Save the job once you have checked it." in page) == asks


# --- Adding -----------------------------------------------------------------------------------------------------


def test_a_skill_is_searched_for_and_added(job):
    client = browser("editor")
    Skill.objects.filter(lightcast_id=NEGOTIATION).update(description="Reaching an agreement.")
    answer = client.get(f"{address(job)}?add=nego")
    assert [skill.name for skill in answer.context["found_skills"]] == ["Negotiation"]
    assert "Reaching an agreement." in answer.text
    press(client, job, f"add:{NEGOTIATION}")
    added = tag(job, NEGOTIATION)
    assert (added.origin, added.decision, added.decided_by) == ("person", "confirmed", client.user)


def test_what_the_list_lacks_is_proposed_to_the_curators(job):
    client = browser("editor")
    assert "Propose “horse whispering” to the curators" in client.get(f"{address(job)}?add=horse+whispering").text
    press(client, job, "propose", phrase="horse whispering")
    proposal = SkillProposal.objects.get()
    assert (proposal.job, proposal.phrase, proposal.proposed_by) == (job, "horse whispering", client.user)
    services.decline_proposal(proposal=proposal, user=None, answer="Too rare.")
    text = client.get(address(job)).text
    assert "Declined" in text
    assert "Too rare." in text


@pytest.mark.parametrize("phrase", ["", "x" * 300])
def test_a_phrase_that_cannot_be_proposed_is_said(job, phrase):
    answer = browser("editor").post(address(job, "review/"), {"do": "propose", "phrase": phrase}, headers=BODY)
    assert "message error" in answer.text
    assert not SkillProposal.objects.exists()


def test_only_what_the_job_lacks_and_may_carry_is_offered(job):
    SkillFactory(name="Python blocked", blocked=True)
    services.reject_skill(tag=tag(job, SQL), user=None)
    assert not queries.skills_to_add(job, "python").exists()
    assert [skill.lightcast_id for skill in queries.skills_to_add(job, "programming")] == [SQL]
    assert not queries.skills_to_add(job, "p").exists()


def test_adding_a_blocked_skill_is_said(job):
    SkillFactory(lightcast_id="BAD", name="Bad", blocked=True)
    answer = browser("editor").post(address(job, "review/"), {"do": "add:BAD"}, follow=True)
    assert "“Bad” is blocked or retired." in answer.text


# --- Once more --------------------------------------------------------------------------------------------------


def test_skills_are_found_once_more(job, django_capture_on_commit_callbacks):
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        browser("editor").post(address(job, "extract/"))
    assert enqueued() == [("run_extraction", (job.extractions.get(state="waiting").pk,))]


def test_a_preview_says_what_would_change_and_changes_nothing(job):
    JobSkill.objects.filter(skill__lightcast_id=PYTHON).delete()
    TagFactory(job=job, skill=SkillFactory(name="Juggling"))
    services.confirm_skill(tag=tag(job, SQL), user=None)
    before = list(job.job_skills.values())
    text = browser("editor").get(f"{address(job)}?preview=1").text
    assert "Finding the skills again would add 1 and drop 1. Nothing is changed yet." in text
    assert "Would be added: Python (Programming Language)" in text
    assert "Would be dropped: Juggling" in text
    assert "1 skill stays as people decided." in text
    assert list(job.job_skills.values()) == before
    services.run_extraction(services.request_extraction(job).pk)
    assert "would add none and drop none" in browser("editor").get(f"{address(job)}?preview=1").text


def test_a_preview_makes_no_paid_call(job, settings):
    settings.SKILLS_ENGINE = "lightcast"
    settings.LIGHTCAST = settings.LIGHTCAST | {"client_id": "id", "client_secret": "secret", "skills_version": "9.34"}
    text = browser("editor").get(f"{address(job)}?preview=1").text
    assert "which is paid for" in text


def test_a_viewer_previews_nothing(job):
    assert "would" not in browser("viewer").get(f"{address(job)}?preview=1&weaker=1").text


def test_a_newer_engine_or_list_is_told(job):
    assert browser("viewer").get(address(job)).context["page"].newer is None
    services.taxonomy_changed()
    assert browser("viewer").get(address(job)).context["page"].newer is None
    Extraction.objects.update(taxonomy_version="0.older")
    assert "found with an earlier skill list." in browser("viewer").get(address(job)).text
    Extraction.objects.update(engine_version="0.old")
    text = browser("viewer").get(address(job)).text
    assert "found by an earlier version of the built-in engine." in text
    assert "<dd>Built-in engine · 0.old" in text
    Extraction.objects.update(engine=Extraction.Engine.LIGHTCAST)
    assert "found by Lightcast. The built-in engine is in use now." in browser("viewer").get(address(job)).text


def test_a_text_that_changed_since_is_told(job):
    JobDescription.objects.update(text="Python", text_hash="other")
    assert "The text has changed since its skills were found." in browser("viewer").get(address(job)).text


def test_where_nothing_was_found_weaker_matches_are_offered(job, settings):
    settings.SKILLS_CONFIDENCE_THRESHOLD = 1.0
    services.run_extraction(services.request_extraction(job).pk)
    client = browser("editor")
    text = client.get(address(job)).text
    assert "Searched: " in text
    assert "Show weaker matches" in text
    text = client.get(f"{address(job)}?weaker=1").text
    assert f'value="add:{PYTHON}"' in text


@pytest.mark.parametrize(
    ("text", "phrase", "quoted"),
    [
        ("Duties\n- Writes Python daily\n- Other", "Python", ("Writes ", "Python", " daily")),
        ("First. Uses Python here. Last.", "Python", ("Uses ", "Python", " here.")),
        ("Python", "Python", ("", "Python", "")),
        ("Ends with Python", "Python", ("Ends with ", "Python", "")),
        ("a" * 300 + " Python " + "b" * 300, "Python", ("…" + "a" * 159 + " ", "Python", " " + "b" * 159 + "…")),
    ],
)
def test_a_mention_is_quoted_in_its_sentence(text, phrase, quoted):
    start = text.index(phrase)
    quote = evidence.quote(text, {"start": start, "end": start + len(phrase)})
    assert (quote.before, quote.phrase, quote.after) == quoted


def test_a_message_is_said_once():
    load_skills()
    client = browser("editor")
    saved = client.post(
        "/jobs/new/", {"title": "Clerk", "text": TEXT, "language": "en", "status": "active"}, follow=True
    )
    assert saved.text.count("Saved.") == 1
