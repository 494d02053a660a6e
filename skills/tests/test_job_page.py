"""A job's page: its text with the evidence, its skills with every decision, and who may do what."""

import pytest

from skills import queries, services
from skills.models import Extraction, JobSkill
from skills.queries import evidence
from tests.factories import (
    COMMUNICATIONS,
    EXCEL,
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
BODY = {"HX-Request": "true", "HX-Target": "job-body"}


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
    pieces = [piece for section in queries.job_page(job).sections for piece in section.pieces]
    marked = {(piece.tag.skill.lightcast_id, piece.text) for piece in pieces if piece.tag}
    assert {(PYTHON, "Python"), (SQL, "SQL"), (EXCEL, "Microsoft Excel")} <= marked
    for piece in pieces:
        if piece.tag:
            assert piece.text == piece.tag.evidence[piece.mention - 1]["phrase"]


def test_the_whole_text_is_shown_in_order(job):
    page = queries.job_page(job)
    shown = "".join(section.heading + "".join(piece.text for piece in section.pieces) for section in page.sections)
    assert "".join(shown.split()) == "".join(job.text.split())


def test_of_overlapping_evidence_the_longer_is_marked():
    job = JobFactory(text="Microsoft Excel")
    for start, phrase in ((0, "Microsoft"), (0, "Microsoft Excel"), (10, "Excel")):
        evidence = [{"start": start, "end": start + len(phrase), "phrase": phrase}]
        TagFactory(job=job, evidence=evidence)
    pieces = [piece for section in queries.job_page(job).sections for piece in section.pieces]
    assert [(piece.text, bool(piece.tag)) for piece in pieces] == [("Microsoft Excel", True)]


def test_a_quote_is_the_sentence_around_the_phrase(job):
    page = queries.job_page(job)
    quotes = {one.row.skill.lightcast_id: one.quotes[0] for group in page.groups for one in group.tags}
    assert quotes[SQL] == queries.Quote("Experience with Python and ", "SQL", ".")


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
    assert any(piece.tag for section in page.sections for piece in section.pieces)


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
        TagFactory(job=job, skill=skill, confirmed=True)
    client = browser("editor")
    with django_assert_max_num_queries(11):
        assert client.get(address(job)).context["page"].total == count


# --- Review -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_confirm_reject_and_undo(job, role):
    client = browser(role)
    for action, decision in (("confirm", "confirmed"), ("reject", "rejected"), ("undo", "none")):
        answer = client.post(address(job, f"skills/{PYTHON}/{action}/"))
        assert answer.status_code == 302
        assert tag(job).decision == decision
    assert client.post(address(job, f"skills/{PYTHON}/confirm/"), headers=BODY).text.strip().startswith("<div id=")
    assert tag(job).decided_by == client.user


@pytest.mark.parametrize(("role", "status"), REFUSED)
@pytest.mark.parametrize(
    ("rest", "data"),
    [
        (f"skills/{PYTHON}/confirm/", {}),
        (f"skills/{PYTHON}/reject/", {}),
        (f"skills/{PYTHON}/importance/", {"importance": "required"}),
        ("skills/", {"skill": "KS126X663B21NB77ZHSP"}),
        ("extract/", {}),
    ],
)
def test_those_who_may_not_change_nothing(job, role, status, rest, data):
    before = list(JobSkill.objects.values()), Extraction.objects.count()
    assert browser(role).post(address(job, rest), data).status_code == status
    assert (list(JobSkill.objects.values()), Extraction.objects.count()) == before


def test_those_who_may_not_are_not_offered_to(job):
    text = browser("viewer").get(address(job)).text
    assert "<button" not in text[text.index('id="job-body"') :].replace('<button class="no-script">Filter', "")


@pytest.mark.parametrize(
    "rest",
    [f"skills/{PYTHON}/praise/", "skills/NOSUCH/confirm/", "skills/NOSUCH/importance/", f"skills/{'x' * 300}/reject/"],
)
def test_an_unknown_skill_or_action_is_not_found(job, rest):
    assert browser("editor").post(address(job, rest)).status_code == 404


def test_looking_decides_nothing(job):
    assert browser("editor").get(address(job, f"skills/{PYTHON}/confirm/")).status_code == 405
    assert tag(job).decision == "none"


def test_importance_is_set_and_an_unknown_one_is_said(job):
    client = browser("editor")
    client.post(address(job, f"skills/{PYTHON}/importance/"), {"importance": "preferred"})
    assert (tag(job).importance, tag(job).importance_decided) == ("preferred", True)
    answer = client.post(address(job, f"skills/{PYTHON}/importance/"), {"importance": "vital"}, follow=True)
    assert "Choose required, preferred or not set." in answer.text


# --- Adding -----------------------------------------------------------------------------------------------------


def test_a_skill_is_searched_for_and_added(job):
    client = browser("editor")
    found = client.get(f"{address(job)}?add=nego").context["found_skills"]
    assert [skill.name for skill in found] == ["Negotiation"]
    client.post(address(job, "skills/"), {"skill": found[0].lightcast_id})
    added = tag(job, found[0].lightcast_id)
    assert (added.origin, added.decision, added.decided_by) == ("person", "confirmed", client.user)


def test_only_what_the_job_lacks_and_may_carry_is_offered(job):
    SkillFactory(name="Python blocked", blocked=True)
    services.reject_skill(tag=tag(job, SQL), user=None)
    assert not queries.skills_to_add(job, "python").exists()
    assert [skill.lightcast_id for skill in queries.skills_to_add(job, "programming")] == [SQL]
    assert not queries.skills_to_add(job, "p").exists()


@pytest.mark.parametrize("data", [{"skill": "NOSUCH"}, {"skill": ""}, {}, {"skill": "\x00"}, {"skill": "x" * 500}])
def test_adding_what_is_no_skill_is_not_found(job, data):
    assert browser("editor").post(address(job, "skills/"), data).status_code == 404


def test_adding_a_blocked_skill_is_said(job):
    SkillFactory(lightcast_id="BAD", name="Bad", blocked=True)
    answer = browser("editor").post(address(job, "skills/"), {"skill": "BAD"}, follow=True)
    assert "“Bad” is blocked or retired." in answer.text


# --- Once more --------------------------------------------------------------------------------------------------


def test_skills_are_found_once_more(job, django_capture_on_commit_callbacks):
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        browser("editor").post(address(job, "extract/"))
    assert enqueued() == [("run_extraction", (job.extractions.get(state="waiting").pk,))]


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
