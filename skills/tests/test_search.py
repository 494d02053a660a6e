"""The search on every page: jobs, skills and standard titles for the same words."""

import pytest

from skills.queries import search_everything
from tests.factories import (
    AliasFactory,
    JobFactory,
    JobTitleFactory,
    SkillFactory,
    StandardTitleFactory,
    TagFactory,
    browser,
)

pytestmark = pytest.mark.django_db


def test_it_finds_jobs_skills_and_titles():
    skill = SkillFactory(name="Python (Programming Language)")
    by_form = SkillFactory(name="Django")
    AliasFactory(skill=by_form, form="Python web framework")
    SkillFactory(name="Python 1", blocked=True)
    job = JobFactory(title="Analyst", text="Writes Python.")
    TagFactory(job=job, skill=skill)
    JobTitleFactory(job=job, standard_title=StandardTitleFactory(name="python developer"))
    StandardTitleFactory(name="python keeper")  # that no job carries
    found = search_everything("  python ")
    assert [one.title for one in found.jobs] == ["Analyst"]
    assert [(one.skill.name, one.jobs) for one in found.skills] == [(skill.name, 1), ("Django", 0)]
    assert [(one.name, one.jobs) for one in found.titles] == [("python developer", 1)]


def test_a_title_leads_to_the_jobs_that_carry_it():
    carried = JobTitleFactory()
    JobFactory(title="Another")
    client = browser("viewer")
    address = f"/jobs/?standard_title_id={carried.standard_title.pk}"
    assert address in client.get("/search/", {"q": carried.standard_title.name}).text
    html = client.get(address).text
    assert "1 of 2 jobs" in html
    assert f"Standard title: {carried.standard_title.name}" in html
    assert "Another" not in html


@pytest.mark.parametrize("words", ["", " ", "a", "\x00"])
def test_too_little_finds_nothing(words):
    JobFactory()
    found = search_everything(words)
    assert found.is_too_short
    assert found.is_empty
    assert browser("viewer").get("/search/", {"q": words}).status_code == 200


@pytest.mark.parametrize("words", ['"', "(", "%%", "a" * 5000, "C++", "' OR 1=1 --", "é"])
def test_any_words_are_answered(words):
    assert browser("viewer").get("/search/", {"q": words}).status_code == 200


def test_nothing_found_is_said():
    assert "Nothing holds “zebra”." in browser("viewer").get("/search/?q=zebra").text


def test_a_stranger_is_refused():
    assert browser("stranger").get("/search/?q=a").status_code == 403


def test_queries_do_not_grow_with_what_is_found(django_assert_max_num_queries):
    for number in range(12):
        TagFactory(job=JobFactory(text=f"abacus {number}"), skill=SkillFactory(name=f"Abacus {number}"))
        JobTitleFactory(standard_title=StandardTitleFactory(name=f"abacus maker {number}"))
    client = browser("viewer")
    with django_assert_max_num_queries(10):
        html = client.get("/search/?q=abacus").text
    assert "See all 12 in the skill list" in html


def test_the_box_on_top_is_answered_with_suggestions_alone():
    JobTitleFactory(job__title="Python developer", standard_title__name="Python programmer")
    SkillFactory(lightcast_id="P", name="Python <3>")
    for number in range(6):
        JobFactory(title=f"Python {number}")
    headers = {"HX-Request": "true", "HX-Target": "site-suggestions"}
    client = browser("viewer")
    html = client.get("/search/?q=pyth", headers=headers).text
    assert "<html" not in html
    assert html.count('role="option"') == 4 + 1 + 1 + 1  # jobs, a skill, a title, all of it
    assert 'data-announce="6 suggestions"' in html
    assert "Python &lt;3&gt;" in html
    assert 'href="/search/?q=pyth"' in html
    nothing = client.get("/search/?q=zzzz", headers=headers).text
    assert 'data-announce="0 suggestions"' in nothing
    assert 'role="option"' not in nothing
    assert "data-announce" not in client.get("/search/?q=p", headers=headers).text
